#include "admin/backup_tables.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "build/sql.h"
#include "litellm/growing_tables.h"
#include "litellm/schemas.h"

/* Columns. */

size_t backup_count(const char *const *names)
{
    size_t count = 0;

    while (names[count] != NULL)
        count++;
    return count;
}

static bool is_one_of(const char *const *names, const char *name)
{
    for (; *names != NULL; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

static int by_bytes(const void *left, const void *right)
{
    return strcmp(*(const char *const *) left, *(const char *const *) right);
}

const char *const *backup_columns(Arena *arena, const CatalogTable *table)
{
    size_t key_count = backup_count(table->key);
    Words names = {0};

    for (size_t at = 0; at < key_count; at++)
        list_add(arena, &names, table->key[at]);
    for (size_t at = 0; at < table->column_count; at++)
        if (!table->columns[at].is_generated && !is_one_of(table->key, table->columns[at].name))
            list_add(arena, &names, table->columns[at].name);
    if (names.count > key_count)
        qsort(names.items + key_count, names.count - key_count, sizeof *names.items, by_bytes);
    list_add(arena, &names, NULL);
    return names.items;
}

/* Choosing. */

static bool is_leftover(const char *table)
{
    return text_starts_with(table, "LiteLLM_") && !schema_counts(table);
}

static bool fits(const Words *patterns, const char *table)
{
    for (size_t at = 0; at < patterns->count; at++)
        if (strcmp(patterns->items[at], table) == 0 || fnmatch(patterns->items[at], table, 0) == 0)
            return true;
    return false;
}

/* Why the table is not in the set; NULL: it is. */
static const char *why_not(const BackupChoice *choice, const CatalogTable *table)
{
    if (strcmp(table->name, "_prisma_migrations") == 0)
        return "the migrations are in the manifest";
    if (is_leftover(table->name))
        return "left over from partitioning";
    if (table->column_count == 0)
        return "it has no columns";
    if (fits(&choice->exclude, table->name))
        return "excluded";
    if (choice->tables.count > 0)
        return fits(&choice->tables, table->name) ? NULL : "not chosen";
    return growing_table_is_log(table->name) && !choice->with_logs ? "logs" : NULL;
}

static const char *nearest_table(Session *session, const char *name)
{
    const Catalog *catalog = session->catalog;
    const char **names = arena_array(session->arena, const char *, catalog->table_count + 1);

    for (size_t at = 0; at < catalog->table_count; at++)
        names[at] = catalog->tables[at].name;
    return text_nearest(name, names, catalog->table_count);
}

static bool require_match(Session *session, const Words *patterns, Error *error)
{
    for (size_t at = 0; at < patterns->count; at++) {
        const Words one = {.items = &patterns->items[at], .count = 1};
        bool is_met = false;

        for (size_t table = 0; table < session->catalog->table_count; table++)
            is_met |= fits(&one, session->catalog->tables[table].name);
        if (is_met)
            continue;
        const char *near = nearest_table(session, one.items[0]);
        fail(error, OUTCOME_USAGE, "there is no table \"%s\"", one.items[0]);
        return near == NULL ? fail_hint(error, "Names are those of the database, for example "
                                               "LiteLLM_UserTable, or a pattern: 'LiteLLM_Daily*'.")
                            : fail_hint(error, "Did you mean \"%s\"?", near);
    }
    return true;
}

/* Which rows: all, or those of a log since an instant. */
static void choose_rows(const BackupChoice *choice, BackupTable *table)
{
    const GrowingTable *growing = growing_table(table->table->name);

    table->kept_column = table->columns[0];
    table->kept = (SqlForm){&SQL_SERVER_BACKUP_FORM_EVERYTHING, NULL};
    if (choice->since == NULL || growing == NULL || growing->time_column == NULL ||
        !growing_table_is_log(table->table->name) ||
        catalog_column(table->table, growing->time_column) == NULL)
        return;
    table->time_column = growing->time_column;
    table->kept_column = growing->time_column;
    table->kept.sql = growing->form == AGE_EPOCH ? &SQL_SERVER_BACKUP_FORM_SINCE_EPOCH
                                                 : &SQL_SERVER_BACKUP_FORM_SINCE;
}

/* The order. */

static bool is_listed(const BackupTables *tables, const char *name)
{
    for (size_t at = 0; at < tables->count; at++)
        if (strcmp(tables->items[at].table->name, name) == 0)
            return true;
    return false;
}

/* Whether a parent of the table is still to come. */
static bool must_wait(const Catalog *catalog, const BackupTables *waiting, const BackupTable *table)
{
    for (size_t at = 0; at < catalog->foreign_key_count; at++) {
        const CatalogForeignKey *key = &catalog->foreign_keys[at];
        if (strcmp(key->table, table->table->name) == 0 &&
            strcmp(key->parent_table, table->table->name) != 0 &&
            is_listed(waiting, key->parent_table))
            return true;
    }
    return false;
}

static void take_out(BackupTables *tables, size_t at)
{
    memmove(&tables->items[at], &tables->items[at + 1],
            (tables->count - at - 1) * sizeof *tables->items);
    tables->count--;
}

/* By name, but parents first; of a circle, which LiteLLM has not, the first by name. */
static BackupTables parents_first(Session *session, BackupTables waiting)
{
    BackupTables ordered = {0};

    while (waiting.count > 0) {
        size_t next = 0;
        while (next < waiting.count && must_wait(session->catalog, &waiting, &waiting.items[next]))
            next++;
        if (next == waiting.count)
            next = 0;
        list_add(session->arena, &ordered, waiting.items[next]);
        take_out(&waiting, next);
    }
    return ordered;
}

bool backup_tables_choose(Session *session, const BackupChoice *choice, BackupTables *tables,
                          SetAbsences *absences, Error *error)
{
    BackupTables chosen = {0};

    if (!require_match(session, &choice->tables, error) ||
        !require_match(session, &choice->exclude, error))
        return false;
    for (size_t at = 0; at < session->catalog->table_count; at++) {
        const CatalogTable *table = &session->catalog->tables[at];
        const char *why = why_not(choice, table);
        BackupTable added = {.table = table};

        if (why != NULL) {
            list_add(session->arena, absences, (SetAbsence){table->name, why});
            continue;
        }
        added.columns = backup_columns(session->arena, table);
        choose_rows(choice, &added);
        list_add(session->arena, &chosen, added);
    }
    if (chosen.count == 0) {
        fail(error, OUTCOME_USAGE, "no table is left to back up");
        return fail_hint(error, "Look at --tables and --exclude; --all takes every one.");
    }
    *tables = parents_first(session, chosen);
    return true;
}
