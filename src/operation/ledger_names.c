#include "operation/ledger_names.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "build/sql.h"
#include "server/query.h"
#include "server/transaction.h"

static int compare_texts(const void *left, const void *right)
{
    return strcmp(*(const char *const *) left, *(const char *const *) right);
}

/* Each once, as text[]. */
static const char *distinct(Arena *arena, Words *ids)
{
    size_t kept = 0;

    if (ids->count > 0)
        qsort(ids->items, ids->count, sizeof *ids->items, compare_texts);
    for (size_t at = 0; at < ids->count; at++)
        if (ids->items[at][0] != '\0' &&
            (kept == 0 || strcmp(ids->items[kept - 1], ids->items[at]) != 0))
            ids->items[kept++] = ids->items[at];
    ids->count = kept;
    list_add(arena, ids, NULL);
    return query_text_array(arena, ids->items);
}

/* The rows come sorted by kind and id. */
static const char *name_of(const Rows *rows, const char *kind, const char *id)
{
    int low = 0, high = rows_count(rows);

    while (low < high) {
        int middle = low + (high - low) / 2;
        int order = strcmp(rows_text(rows, middle, "kind"), kind);
        if (order == 0)
            order = strcmp(rows_text(rows, middle, "id"), id);
        if (order == 0)
            return rows_text(rows, middle, "name");
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

static bool look_up(Session *session, Arena *arena, const LedgerLine *lines, size_t count,
                    Rows **rows, Error *error)
{
    StatementContext context = {.catalog = session->catalog};
    Statement statement = statement_make(arena, &SQL_SERVER_LEDGER_NAMES, &context);
    TransactionOptions options = {.kind = TRANSACTION_READ, .finishes = true};
    Words keys = {0}, teams = {0}, users = {0};

    for (size_t at = 0; at < count; at++) {
        list_add(arena, &keys, lines[at].api_key);
        list_add(arena, &teams, lines[at].team_id);
        list_add(arena, &users, lines[at].user_id);
    }
    if (!transaction_begin(session->server, &options, error))
        return false;
    bool is_found =
        query(session->server, &statement,
              SQL_VALUES({"keys", distinct(arena, &keys)}, {"teams", distinct(arena, &teams)},
                         {"users", distinct(arena, &users)}),
              rows, error);
    transaction_rollback(session->server);
    return is_found;
}

bool ledger_names(Session *session, Arena *arena, LedgerLine *lines, size_t count, Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;

    if (count == 0 || session->server == NULL)
        return true;
    if (!look_up(session, arena, lines, count, &rows, error))
        return false;
    for (LedgerLine *line = lines; line < lines + count; line++) {
        line->team_alias = arena_copy(arena, name_of(rows, "team", line->team_id));
        line->user_email = arena_copy(arena, name_of(rows, "user", line->user_id));
        line->key_alias = arena_copy(arena, name_of(rows, "key", line->api_key));
    }
    return true;
}
