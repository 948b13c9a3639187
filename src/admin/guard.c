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

static const char *name_of(Session *session, const UnclassifiedReference *reference)
{
    return arena_format(session->arena, "%s.%s", reference->table, reference->column);
}

static bool is_accepted(const Words *accepted, const char *name)
{
    for (size_t at = 0; at < accepted->count; at++)
        if (strcmp(accepted->items[at], name) == 0)
            return true;
    return false;
}

/* In the table itself any reference counts: it may name another owner of the rows. */
static bool matters(const char *holder, const char *means, const char *table, const char *kind)
{
    return strcmp(means, kind) == 0 || strcmp(holder, table) == 0;
}

static bool sample(Session *session, const SchemaColumn *column, Rows **rows, Error *error)
{
    const SqlText *sql = strcmp(column->type, "text[]") == 0 ? &SQL_SERVER_GUARD_SAMPLE_LISTS
                                                             : &SQL_SERVER_GUARD_SAMPLE_VALUES;
    Statement statement = statement_make(session->arena, sql,
                                         &(StatementContext){
                                             .catalog = session->catalog,
                                             .names = SQL_NAMES(SQL_NAME("table", column->table),
                                                                SQL_NAME("column", column->column)),
                                         });

    return query(session->server, &statement, SQL_NO_VALUES, rows, error);
}

/* Columns no known version has, whose values turn out to be ids that matter. */
static bool add_by_values(Session *session, const LiveSchema *live, const char *table,
                          const char *kind, UnclassifiedReferences *found, Error *error)
{
    for (size_t at = 0; at < live->column_count; at++) {
        const SchemaColumn *column = &live->columns[at];
        Rows *rows CLEANUP(rows_release) = NULL;
        bool is_found = false;

        if (!reference_may_hide_in(column))
            continue;
        if (!sample(session, column, &rows, error))
            return false;
        for (int row = 0; row < rows_count(rows); row++)
            is_found |= matters(column->table, rows_text(rows, row, "kind"), table, kind);
        if (is_found)
            list_add(session->arena, found,
                     (UnclassifiedReference){column->table, column->column, kind,
                                             "by the values in it"});
    }
    return true;
}

static bool is_among(const UnclassifiedReferences *found, const char *table, const char *column)
{
    for (size_t at = 0; at < found->count; at++)
        if (strcmp(found->items[at].table, table) == 0 &&
            strcmp(found->items[at].column, column) == 0)
            return true;
    return false;
}

/* Whatever points at the table's rows, from other schemas too: the server would delete or
 * change those rows, and no file would hold them. */
static void add_by_foreign_keys(Session *session, const LiveForeignKey *keys, size_t key_count,
                                const char *table, UnclassifiedReferences *found)
{
    for (size_t at = 0; at < key_count; at++)
        if (strcmp(keys[at].parent_table, table) == 0 &&
            !reference_is_classified(keys[at].table, keys[at].column) &&
            !is_among(found, keys[at].table, keys[at].column))
            list_add(session->arena, found,
                     (UnclassifiedReference){
                         keys[at].table, keys[at].column, NULL,
                         arena_format(session->arena, "by its foreign key to %s", table)});
}

static bool find_references(Session *session, const char *table, UnclassifiedReferences *found,
                            Error *error)
{
    const char *kind = kind_of_table(table);
    LiveSchema live = live_schema(session->arena, session->catalog);
    size_t key_count;
    const LiveForeignKey *keys = live_foreign_keys(session, &key_count);

    if (kind != NULL) {
        UnclassifiedReferences all =
            unclassified_references(session->arena, &live, keys, key_count);
        for (size_t at = 0; at < all.count; at++)
            if (matters(all.items[at].table, all.items[at].kind, table, kind))
                list_add(session->arena, found, all.items[at]);
        if (!add_by_values(session, &live, table, kind, found, error))
            return false;
    }
    add_by_foreign_keys(session, keys, key_count, table, found);
    return true;
}

static bool refuse(const char *table, const char *columns, Error *error)
{
    fail(error, OUTCOME_REFUSED, "a column that is not known may refer to rows of \"%s\"", table);
    fail_detail(error,
                "%s. Deleting could strand what refers to them, or take what has another owner.",
                columns);
    return fail_hint(error, "If it does not matter here, say --accept-column TABLE.COLUMN.");
}

bool guard_references(Session *session, const char *table, const Words *accepted, Error *error)
{
    UnclassifiedReferences found = {0};
    Text *columns = text_new(session->arena);

    if (!find_references(session, table, &found, error))
        return false;
    for (size_t at = 0; at < found.count; at++) {
        const char *name = name_of(session, &found.items[at]);
        if (!is_accepted(accepted, name))
            text_addf(columns, "%s%s (%s)", text_length(columns) > 0 ? ", " : "", name,
                      found.items[at].why);
    }
    return text_length(columns) == 0 || refuse(table, text_value(columns), error);
}

/* A column of LiteLLM's schema, or one of another schema that a foreign key starts from. */
static bool is_column(Session *session, const char *name)
{
    size_t count;
    const LiveForeignKey *keys = live_foreign_keys(session, &count);

    if (strchr(name, '.') != NULL && catalog_has(session->catalog, name))
        return true;
    for (size_t at = 0; at < count; at++)
        if (strcmp(name, arena_format(session->arena, "%s.%s", keys[at].table, keys[at].column)) ==
            0)
            return true;
    return false;
}

bool guard_accepted(Session *session, const Words *accepted, Error *error)
{
    for (size_t at = 0; at < accepted->count; at++)
        if (!is_column(session, accepted->items[at])) {
            fail(error, OUTCOME_USAGE, "there is no column \"%s\"", accepted->items[at]);
            return fail_hint(error, "Write it as TABLE.COLUMN, as the message had it.");
        }
    return true;
}
