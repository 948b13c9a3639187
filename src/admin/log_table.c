#include "admin/log_table.h"

#include <string.h>

#include "base/cleanup.h"
#include "build/sql.h"
#include "server/query.h"

static const char ALL[] = "all";

static bool is_named(const Words *names, const char *name)
{
    for (size_t at = 0; at < names->count; at++)
        if (text_equal(names->items[at], name))
            return true;
    return false;
}

static bool is_meant(const GrowingTable *growth, const Words *names)
{
    if (is_named(names, growth->table))
        return true;
    switch (growth->policy) {
        case PRUNE_BY_DEFAULT:
            return names->count == 0 || is_named(names, ALL);
        case PRUNE_WITH_ALL:
            return is_named(names, ALL);
        case PRUNE_WHEN_NAMED:
        case PRUNE_NEVER:
            break;
    }
    return false;
}

static const char *nearest(Arena *arena, const char *name)
{
    Words known = {0};

    for (const GrowingTable *growth = GROWING_TABLES; growth->table != NULL; growth++)
        list_add(arena, &known, growth->table);
    return text_nearest(name, known.items, known.count);
}

static bool check_name(Session *session, const char *name, Error *error)
{
    const GrowingTable *growth = growing_table(name);

    if (text_equal(name, ALL))
        return true;
    if (growth == NULL) {
        const char *near = nearest(session->arena, name);
        fail(error, OUTCOME_USAGE, "\"%s\" is not a table that grows", name);
        return near != NULL ? fail_hint(error, "Did you mean \"%s\"?", near)
                            : fail_hint(error, "\"litellm-dba logs size\" lists them.");
    }
    if (growth->policy == PRUNE_NEVER) {
        fail(error, OUTCOME_USAGE, "\"%s\" cannot be pruned by age", name);
        return fail_hint(error, "No column of it tells how old a row is.");
    }
    if (catalog_table(session->catalog, name) != NULL)
        return true;
    fail(error, OUTCOME_REFUSED, "this database has no table \"%s\"", name);
    return fail_hint(error, "Its LiteLLM is too old, or too new, for it.");
}

bool log_tables_choose(Session *session, const Words *names, LogTables *tables, Error *error)
{
    *tables = (LogTables){0};
    for (size_t at = 0; at < names->count; at++)
        if (!check_name(session, names->items[at], error))
            return false;
    for (const GrowingTable *growth = GROWING_TABLES; growth->table != NULL; growth++) {
        const CatalogTable *table = catalog_table(session->catalog, growth->table);
        if (table != NULL && is_meant(growth, names) &&
            catalog_column(table, growth->time_column) != NULL)
            list_add(session->arena, tables, ((LogTable){.growth = growth, .table = table}));
    }
    return true;
}

static WalkForm form_of(const GrowingTable *growth, bool has_index)
{
    bool is_sessions = growth->rows == PRUNE_SESSIONS;

    if (growth->form == AGE_DATE_TEXT)
        return WALK_DAY;
    return growth->form == AGE_TIMESTAMP && has_index && !is_sessions ? WALK_TIME : WALK_PAGES;
}

static void take_facts(const Rows *rows, LogTable *table)
{
    for (int row = 0; row < rows_count(rows); row++)
        if (text_equal(rows_text(rows, row, "table_name"), table->growth->table)) {
            table->form = form_of(table->growth, rows_boolean(rows, row, "has_index"));
            table->page_count = rows_number(rows, row, "page_count");
            table->estimated_rows = rows_real(rows, row, "estimated_rows");
            table->share = rows_is_null(rows, row, "share") ? -1 : rows_real(rows, row, "share");
        }
}

bool log_tables_read(Session *session, const char *before, LogTables *tables, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Statement statement = statement_make(arena, &SQL_SERVER_LOGS_WALKS, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;
    Words names = {0}, times = {0};

    for (size_t at = 0; at < tables->count; at++) {
        list_add(arena, &names, tables->items[at].growth->table);
        list_add(arena, &times, tables->items[at].growth->time_column);
    }
    list_add(arena, &names, NULL);
    list_add(arena, &times, NULL);
    if (!query(session->server, &statement,
               SQL_VALUES({"tables", query_text_array(arena, names.items)},
                          {"times", query_text_array(arena, times.items)}, {"before", before}),
               &rows, error))
        return false;
    for (size_t at = 0; at < tables->count; at++)
        take_facts(rows, &tables->items[at]);
    return true;
}

const char *log_day(Arena *arena, const char *instant)
{
    return arena_copy_span(arena, instant, strlen("YYYY-MM-DD"));
}
