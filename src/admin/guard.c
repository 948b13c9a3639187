#include "admin/guard.h"

#include <string.h>

#include "base/cleanup.h"
#include "build/sql.h"
#include "litellm/references.h"
#include "litellm/unclassified.h"
#include "operation/live_schema.h"
#include "server/query.h"

/* What rows of the table are to others: "key", "budget" ...; NULL: nobody refers to them. */
static const char *kind_of_table(const char *table)
{
    for (const Reference *reference = REFERENCES; reference->kind != NULL; reference++)
        if (reference->role == ROLE_IDENTITY && strcmp(reference->table, table) == 0)
            return reference->kind;
    return NULL;
}

static const LiveForeignKey *live_foreign_keys(Session *session, size_t *count)
{
    LIST(LiveForeignKey) keys = {0};

    for (size_t at = 0; at < session->catalog->foreign_key_count; at++) {
        const CatalogForeignKey *key = &session->catalog->foreign_keys[at];
        for (const char *const *column = key->columns; *column != NULL; column++)
            list_add(session->arena, &keys,
                     (LiveForeignKey){key->table, *column, key->parent_table});
    }
    *count = keys.count;
    return keys.items;
}

static bool is_accepted(Session *session, const Words *accepted, const char *table,
                        const char *column)
{
    const char *name = arena_format(session->arena, "%s.%s", table, column);

    for (size_t at = 0; at < accepted->count; at++)
        if (strcmp(accepted->items[at], name) == 0)
            return true;
    return false;
}

static bool holds_ids(Session *session, const SqlText *sql, const SchemaColumn *column,
                      const char *kind, bool *is_of_kind, Error *error)
{
    Statement statement = statement_make(session->arena, sql,
                                         &(StatementContext){
                                             .catalog = session->catalog,
                                             .names = SQL_NAMES(SQL_NAME("table", column->table),
                                                                SQL_NAME("column", column->column)),
                                         });
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(session->server, &statement, SQL_NO_VALUES, &rows, error))
        return false;
    for (int row = 0; row < rows_count(rows); row++)
        *is_of_kind |= text_equal(rows_text(rows, row, "kind"), kind);
    return true;
}

/* Columns no known version has, whose values turn out to be ids of the kind. */
static bool add_by_values(Session *session, const LiveSchema *live, const char *kind,
                          UnclassifiedReferences *found, Error *error)
{
    for (size_t at = 0; at < live->column_count; at++) {
        const SchemaColumn *column = &live->columns[at];
        const SqlText *sql = strcmp(column->type, "text[]") == 0 ? &SQL_SERVER_GUARD_SAMPLE_LISTS
                                                                 : &SQL_SERVER_GUARD_SAMPLE_VALUES;
        bool is_of_kind = false;

        if (!reference_may_hide_in(column))
            continue;
        if (!holds_ids(session, sql, column, kind, &is_of_kind, error))
            return false;
        if (is_of_kind)
            list_add(session->arena, found,
                     (UnclassifiedReference){column->table, column->column, kind,
                                             "by the values in it"});
    }
    return true;
}

static bool refuse(const char *table, const char *columns, Error *error)
{
    fail(error, OUTCOME_REFUSED, "a column that is not known may refer to rows of \"%s\"", table);
    fail_detail(error, "%s. Deleting could strand what it refers to.", columns);
    return fail_hint(error, "If it does not matter here, say --accept-column TABLE.COLUMN.");
}

bool guard_references(Session *session, const char *table, const Words *accepted, Error *error)
{
    const char *kind = kind_of_table(table);
    LiveSchema live = live_schema(session->arena, session->catalog);
    Text *columns = text_new(session->arena);
    size_t key_count;

    if (kind == NULL)
        return true;
    const LiveForeignKey *keys = live_foreign_keys(session, &key_count);
    UnclassifiedReferences found = unclassified_references(session->arena, &live, keys, key_count);
    if (!add_by_values(session, &live, kind, &found, error))
        return false;
    for (size_t at = 0; at < found.count; at++) {
        const UnclassifiedReference *reference = &found.items[at];
        if (strcmp(reference->kind, kind) == 0 &&
            !is_accepted(session, accepted, reference->table, reference->column))
            text_addf(columns, "%s%s.%s (%s)", text_length(columns) > 0 ? ", " : "",
                      reference->table, reference->column, reference->why);
    }
    return text_length(columns) == 0 || refuse(table, text_value(columns), error);
}

bool guard_accepted(Session *session, const Words *accepted, Error *error)
{
    for (size_t at = 0; at < accepted->count; at++)
        if (strchr(accepted->items[at], '.') == NULL ||
            !catalog_has(session->catalog, accepted->items[at])) {
            fail(error, OUTCOME_USAGE, "there is no column \"%s\"", accepted->items[at]);
            return fail_hint(error, "Write it as TABLE.COLUMN, as the message had it.");
        }
    return true;
}
