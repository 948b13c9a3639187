/*
 * catalog.h - what the schema of LiteLLM looks like right now.
 *
 * Read from pg_catalog in a handful of queries when a command starts.  Only tables
 * (ordinary and partitioned parents) are here; partitions, views, leftovers of other
 * kinds are not.  Dropped columns do not appear.  All memory is the arena's.
 */
#ifndef SERVER_CATALOG_H
#define SERVER_CATALOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

typedef struct {
    const char *name;
    const char *type; /* format_type: "timestamp(3) without time zone" */
    bool not_null;
    const char *default_expression; /* NULL: none; of a generated column what makes it */
    bool is_generated;              /* computed by the server, and never written */
    bool is_enum;
} CatalogColumn;

/* What happens to a referencing row when the referenced one goes. */
typedef enum {
    ON_DELETE_NO_ACTION = 'a',
    ON_DELETE_RESTRICT = 'r',
    ON_DELETE_CASCADE = 'c',
    ON_DELETE_SET_NULL = 'n',
    ON_DELETE_SET_DEFAULT = 'd',
} OnDelete;

typedef struct {
    const char *name;           /* of the constraint */
    const char *table;          /* "schema.table" when it is in another schema */
    const char *const *columns; /* ends with NULL */
    const char *parent_table;
    const char *const *parent_columns;
    OnDelete on_delete;
    bool updates_cascade; /* a new key of the parent is carried over */
} CatalogForeignKey;

typedef struct {
    const char *name;
    bool is_partitioned;
    bool has_triggers;     /* somebody's own, that fire in our sessions */
    double estimated_rows; /* reltuples; negative: never analysed */
    int64_t total_bytes;   /* heap, TOAST and indexes, of all partitions */
    const CatalogColumn *columns;
    size_t column_count;
    const char *const *key; /* primary key, ends with NULL; empty when there is none */
} CatalogTable;

typedef struct {
    const char *schema;
    const CatalogTable *tables; /* sorted by name, bytewise */
    size_t table_count;
    const CatalogForeignKey *foreign_keys;
    size_t foreign_key_count;
} Catalog;

const CatalogTable *catalog_table(const Catalog *catalog, const char *table);
const CatalogColumn *catalog_column(const CatalogTable *table, const char *column);

/* "LiteLLM_X" or "LiteLLM_X.column". */
bool catalog_has(const Catalog *catalog, const char *table_or_column);

/* The tables (a list that ends with NULL) in an order in which rows can be inserted: by name, but
 * those that are referred to first.  Of a circle, which LiteLLM has not, the first by name. */
const char *const *catalog_parents_first(const Catalog *catalog, Arena *arena,
                                         const char *const *tables);

/* The names of all columns in the table's order, ending with NULL. */
const char *const *catalog_column_names(const CatalogTable *table, Arena *arena);

/* The same without those that the server computes. */
const char *const *catalog_written_columns(const CatalogTable *table, Arena *arena);

#endif
