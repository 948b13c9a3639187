/*
 * catalogs.h - the catalogs of tests/schema, as a live database would show them.
 */
#ifndef TESTS_UNIT_LITELLM_CATALOGS_H
#define TESTS_UNIT_LITELLM_CATALOGS_H

#include "../suite.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/cleanup.h"
#include "base/csv.h"
#include "base/list.h"
#include "litellm/schemas.h"
#include "litellm/unclassified.h"

typedef LIST(SchemaColumn) CatalogColumns;
typedef LIST(LiveForeignKey) CatalogKeys;

typedef struct {
    Arena *arena;
    CatalogColumns columns;
    CatalogKeys keys;
    LIST(const char *) partitions; /* the live catalog does not show them */
    LiveSchema live;
} TestCatalog;

static const char *const VERSIONS[] = {"1.53.2", "1.63.12", "1.75.8",
                                       "1.80.9", "1.81.8",  "1.81.15",
                                       "1.83.2", "2026-09", "2026-09-partitioned"};
enum { VERSION_COUNT = sizeof VERSIONS / sizeof *VERSIONS };

static inline bool skip_header(const SheetRow *row, void *context, Error *error)
{
    (void) row, (void) context, (void) error;
    return true;
}

static inline void read_catalog_file(const char *version, const char *file, SheetRowFunction *read,
                                     TestCatalog *catalog)
{
    char path[200], buffer[65536];
    size_t size;
    Error error = {0};

    snprintf(path, sizeof path, "tests/schema/%s/%s.csv", version, file);
    FILE *stream = fopen(path, "r");
    if (stream == NULL)
        fail_test("cannot read %s; run from the project's folder", path);
    SheetReader *reader CLEANUP(sheet_reader_release) =
        sheet_reader_new(path, skip_header, read, catalog);
    while ((size = fread(buffer, 1, sizeof buffer, stream)) > 0)
        assert_true(sheet_reader_feed(reader, buffer, size, &error));
    assert_true(sheet_reader_finish(reader, &error));
    fclose(stream);
}

/* table, kind, partition_of ... */
static inline bool read_table(const SheetRow *row, void *context, Error *error)
{
    TestCatalog *catalog = context;
    (void) error;

    if (row->values[2] != NULL)
        list_add(catalog->arena, &catalog->partitions, arena_copy(catalog->arena, row->values[0]));
    if (strcmp(row->values[0], "LiteLLM_SpendLogs") == 0)
        catalog->live.spend_logs_partitioned = row->values[1][0] == 'p';
    return true;
}

/* table, ordinal, column, type ... */
static inline bool read_column(const SheetRow *row, void *context, Error *error)
{
    TestCatalog *catalog = context;
    Arena *arena = catalog->arena;
    (void) error;

    for (size_t at = 0; at < catalog->partitions.count; at++)
        if (strcmp(catalog->partitions.items[at], row->values[0]) == 0)
            return true;
    list_add(arena, &catalog->columns,
             (SchemaColumn){arena_copy(arena, row->values[0]), arena_copy(arena, row->values[2]),
                            arena_copy(arena, row->values[3])});
    return true;
}

/* table, constraint, kind, columns, ref_table ...: no foreign key has two columns. */
static inline bool read_key(const SheetRow *row, void *context, Error *error)
{
    TestCatalog *catalog = context;
    Arena *arena = catalog->arena;
    (void) error;

    if (row->values[2][0] == 'f')
        list_add(arena, &catalog->keys,
                 (LiveForeignKey){arena_copy(arena, row->values[0]),
                                  arena_copy(arena, row->values[3]),
                                  arena_copy(arena, row->values[4])});
    return true;
}

static inline TestCatalog read_catalog(Arena *arena, const char *version)
{
    TestCatalog catalog = {.arena = arena};

    read_catalog_file(version, "tables", read_table, &catalog);
    read_catalog_file(version, "columns", read_column, &catalog);
    read_catalog_file(version, "keys", read_key, &catalog);
    catalog.live.columns = catalog.columns.items;
    catalog.live.column_count = catalog.columns.count;
    return catalog;
}

/* The columns of all versions, the oldest first. */
static inline CatalogColumns read_all_columns(Arena *arena)
{
    CatalogColumns all = {0};

    for (size_t at = 0; at < VERSION_COUNT; at++) {
        TestCatalog catalog = read_catalog(arena, VERSIONS[at]);
        for (size_t i = 0; i < catalog.columns.count; i++)
            list_add(arena, &all, catalog.columns.items[i]);
    }
    return all;
}

/* NULL when there is no such column. */
static inline const char *type_of(const CatalogColumns *all, const char *table, const char *column)
{
    for (size_t at = 0; at < all->count; at++)
        if (strcmp(all->items[at].table, table) == 0 && strcmp(all->items[at].column, column) == 0)
            return all->items[at].type;
    return NULL;
}

#endif
