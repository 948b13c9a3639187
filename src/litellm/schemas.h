/*
 * schemas.h - which LiteLLM version a database is nearest to, and where it differs.
 *
 * A production database lies between versions: LiteLLM's migrations are marked as applied
 * without having run, are applied out of order, and its start-up may add or drop columns. So
 * the live columns are compared with all that we know, and what differs is named.
 *
 * Compared are table, column and type of the tables called "LiteLLM_..."; keys, defaults, the
 * order of columns and indexes are not. What does not count at all: partitions (whatever
 * they are called), the leftovers of partitioning by hand (..._legacy, ..._partitioned),
 * _prisma_migrations and the tables of others. All memory is the arena's.
 */
#ifndef LITELLM_SCHEMAS_H
#define LITELLM_SCHEMAS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/list.h"

typedef struct {
    const char *table;
    const char *column;
    const char *type; /* as format_type says it: "text[]" */
} SchemaColumn;

typedef struct {
    const SchemaColumn *columns; /* of ordinary and partitioned tables, in any order */
    size_t column_count;
    bool spend_logs_partitioned;
} LiveSchema;

typedef enum {
    DRIFT_TABLE_MISSING,    /* the version has it, the database not */
    DRIFT_TABLE_ADDITIONAL, /* the other way round */
    DRIFT_COLUMN_MISSING,   /* of a table that both have */
    DRIFT_COLUMN_ADDITIONAL,
    DRIFT_COLUMN_TYPE,
} DriftKind;

/* What a drift is called in a message: "missing table".  Static. */
const char *drift_kind_name(DriftKind kind);

typedef struct {
    DriftKind kind;
    const char *table;
    const char *column;     /* NULL for a table */
    const char *type;       /* the live one; NULL where there is none */
    const char *known_type; /* the version's; NULL where there is none */
} SchemaDrift;

typedef struct {
    const char *version; /* "1.81.15" */
    const char *date;
    LIST(SchemaDrift) drift; /* by table and column; empty: exactly that version */
} NearestSchema;

/* Fewest differences; of equals the one that is partitioned alike, then the newer. */
NearestSchema schema_nearest(Arena *arena, const LiveSchema *live);

/* SHA-256 over the sorted "table.column:type" lines: equal for equal schemas, whatever the
 * order of their columns and the schema's name. */
const char *schema_fingerprint(Arena *arena, const LiveSchema *live);

/* Whether some known version has it; column NULL asks for the table. */
bool schema_knows(const char *table, const char *column);

/* Whether a table counts, by its name alone. */
bool schema_counts(const char *table);

/* A type without the schema in front of it: public."JobStatus" is "JobStatus" with quotes. */
const char *schema_type(const char *type);

#endif
