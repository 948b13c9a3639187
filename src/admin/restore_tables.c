#include "admin/restore_tables.h"

#include <fnmatch.h>
#include <string.h>

static bool is_among(const char *const *names, const char *name)
{
    for (; *names != NULL; names++)
        if (strcmp(*names, name) == 0)
            return true;
    return false;
}

/* Which tables. */

static bool fits(const char *pattern, const char *table)
{
    return strcmp(pattern, table) == 0 || fnmatch(pattern, table, 0) == 0;
}

static bool is_chosen(const Words *chosen, const char *table)
{
    for (size_t at = 0; at < chosen->count; at++)
        if (fits(chosen->items[at], table))
            return true;
    return chosen->count == 0;
}

static bool fail_unknown(Session *session, const Set *set, const char *wanted, Error *error)
{
    const char **names = arena_array(session->arena, const char *, set->table_count + 1);

    for (size_t at = 0; at < set->table_count; at++)
        names[at] = set->tables[at].name;
    const char *near = text_nearest(wanted, names, set->table_count);
    fail(error, OUTCOME_USAGE, "the set has no table \"%s\"", wanted);
    if (near != NULL)
        return fail_hint(error, "Did you mean \"%s\"?", near);
    return fail_hint(error, "\"litellm-dba backup show\" lists the tables of a set.");
}

static bool require_met(Session *session, const Set *set, const Words *chosen, Error *error)
{
    for (size_t at = 0; at < chosen->count; at++) {
        bool is_met = false;

        for (size_t table = 0; table < set->table_count; table++)
            is_met |= fits(chosen->items[at], set->tables[table].name);
        if (!is_met)
            return fail_unknown(session, set, chosen->items[at], error);
    }
    return true;
}

/* Columns. */

/* A default that is the same at any time, so that a row made later is the same row. */
static bool is_constant(const char *expression)
{
    return expression == NULL ||
           (strchr(expression, '(') == NULL && !text_starts_with(expression, "CURRENT_"));
}

static bool same_type(const SetColumn *source, const CatalogColumn *target)
{
    return strcmp(source->type, target->type) == 0;
}

/* What the set was made without says nothing about the column: NULL stands in its place. */
static bool is_omitted(const Set *set, const char *table, const char *column)
{
    for (size_t at = 0; at < set->omission_count; at++)
        if (strcmp(set->omissions[at].table, table) == 0 &&
            text_equal(set->omissions[at].column, column))
            return true;
    return false;
}

static void match_source(Arena *arena, const Set *set, RestoreTable *table)
{
    Words common = {0};

    for (size_t at = 0; at < table->source->column_count; at++) {
        const SetColumn *column = &table->source->columns[at];
        const CatalogColumn *target = catalog_column(table->target, column->name);

        if (target != NULL && is_omitted(set, table->source->name, column->name))
            continue;
        if (target == NULL || target->is_generated) {
            list_add(arena, &table->lost, column->name);
            continue;
        }
        table->is_whole &= same_type(column, target);
        list_add(arena, &common, column->name);
    }
    table->is_whole &= table->lost.count == 0;
    list_add(arena, &common, NULL);
    table->columns = common.items;
}

static void match_target(Arena *arena, RestoreTable *table)
{
    for (size_t at = 0; at < table->target->column_count; at++) {
        const CatalogColumn *column = &table->target->columns[at];

        if (column->is_generated || is_among(table->columns, column->name))
            continue;
        table->is_whole &= is_constant(column->default_expression);
        list_add(arena, &table->filled, column->name);
    }
}

static bool require_key(const RestoreTable *table, Error *error)
{
    const char *const *key = table->target->key;

    for (; *key != NULL; key++)
        if (!is_among(table->columns, *key)) {
            fail(error, OUTCOME_REFUSED, "the set cannot be restored into \"%s\"",
                 table->target->name);
            return fail_detail(error, "Column \"%s\" of its primary key is not in the set.", *key);
        }
    if (key != table->target->key)
        return true;
    fail(error, OUTCOME_REFUSED, "table \"%s\" has no primary key", table->target->name);
    return fail_hint(error, "Without one an undo would not find the rows. Put the key back first.");
}

static bool require_values(const RestoreTable *table, Error *error)
{
    for (size_t at = 0; at < table->filled.count; at++) {
        const CatalogColumn *column = catalog_column(table->target, table->filled.items[at]);

        if (!column->not_null || column->default_expression != NULL || table->source->rows == 0)
            continue;
        fail(error, OUTCOME_REFUSED, "the set cannot be restored into \"%s\"", table->target->name);
        fail_detail(error,
                    "Column \"%s\" wants a value, the set has none, and there is no default.",
                    column->name);
        return fail_hint(error, "Restore into the schema of the set's version, then let LiteLLM "
                                "migrate it.");
    }
    return true;
}

static bool match_table(Session *session, const Set *set, const SetTable *source,
                        const CatalogTable *target, RestoreTable *table, Error *error)
{
    *table = (RestoreTable){
        .source = source,
        .target = target,
        .header = set_column_names(source, session->arena),
        .is_whole = true,
        .counts = {.wanted = source->rows},
    };
    match_source(session->arena, set, table);
    match_target(session->arena, table);
    return require_key(table, error) && require_values(table, error);
}

/* All of them. */

static bool match_all(Session *session, const Set *set, const Words *names, RestoreTables *tables,
                      RestoreLosses *losses, Error *error)
{
    const char *const *ordered =
        catalog_parents_first(session->catalog, session->arena, names->items);

    for (; *ordered != NULL; ordered++) {
        RestoreTable table;

        if (!match_table(session, set, set_table(set, *ordered),
                         catalog_table(session->catalog, *ordered), &table, error))
            return false;
        list_add(session->arena, tables, table);
        if (table.lost.count > 0 && table.source->rows > 0)
            list_add(session->arena, losses, (RestoreLoss){table.source, table.lost});
    }
    return true;
}

bool restore_tables_match(Session *session, const Set *set, const Words *chosen,
                          RestoreTables *tables, RestoreLosses *losses, Error *error)
{
    Words names = {0};

    if (!require_met(session, set, chosen, error))
        return false;
    for (size_t at = 0; at < set->table_count; at++) {
        const SetTable *source = &set->tables[at];

        if (!is_chosen(chosen, source->name))
            continue;
        if (catalog_table(session->catalog, source->name) != NULL)
            list_add(session->arena, &names, source->name);
        else if (source->rows > 0)
            list_add(session->arena, losses, (RestoreLoss){.table = source});
    }
    list_add(session->arena, &names, NULL);
    return match_all(session, set, &names, tables, losses, error);
}

RestoreTable *restore_table(const RestoreTables *tables, const char *name)
{
    for (size_t at = 0; at < tables->count; at++)
        if (strcmp(tables->items[at].target->name, name) == 0)
            return &tables->items[at];
    return NULL;
}
