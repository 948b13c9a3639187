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
    UnclassifiedReferences found =
        unclassified_references(session->arena, &live, keys, key_count);
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
