#include "admin/log_filter.h"

#include "base/cleanup.h"
#include "build/sql.h"
#include "server/query.h"
#include "server/transaction.h"

static const char *array_of(Arena *arena, const Words *words)
{
    Words list = {0};

    for (size_t at = 0; at < words->count; at++)
        list_add(arena, &list, words->items[at]);
    list_add(arena, &list, NULL);
    return query_text_array(arena, list.items);
}

/* NULL when nothing was chosen. */
static const char *ids_of(Arena *arena, const Rows *rows, const char *kind)
{
    Words ids = {0};

    for (int row = 0; row < rows_count(rows); row++)
        if (text_equal(rows_text(rows, row, "kind"), kind))
            list_add(arena, &ids, rows_text(rows, row, "id"));
    return ids.count == 0 ? NULL : array_of(arena, &ids);
}

static bool resolve(Session *session, const LogChoice *choice, LogFilter *filter, Error *error)
{
    Arena *arena = session->arena;
    Statement statement = statement_make(arena, &SQL_SERVER_LOGS_RESOLVE, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;
    const SqlValue *values = SQL_VALUES({"teams", array_of(arena, &choice->teams)},
                                        {"users", array_of(arena, &choice->users)},
                                        {"keys", array_of(arena, &choice->keys)});

    if (!transaction_begin(session->server, &(TransactionOptions){.kind = TRANSACTION_READ}, error))
        return false;
    bool is_found = query(session->server, &statement, values, &rows, error);
    transaction_rollback(session->server);
    if (!is_found)
        return false;
    filter->teams = ids_of(arena, rows, "team");
    filter->users = ids_of(arena, rows, "user");
    filter->keys = ids_of(arena, rows, "key");
    return true;
}

bool log_filter_check_keys(const Words *keys, const char *instead, Error *error)
{
    for (size_t at = 0; at < keys->count; at++)
        if (text_starts_with(keys->items[at], "sk-")) {
            fail(error, OUTCOME_USAGE, "a key in clear does not belong on a command line");
            return fail_hint(error, "%s: printf %%s KEY | sha256sum.", instead);
        }
    return true;
}

bool log_filter_resolve(Session *session, const LogChoice *choice, LogFilter *filter, Error *error)
{
    Arena *arena = session->arena;

    *filter = (LogFilter){
        .is_all =
            choice->teams.count + choice->users.count + choice->keys.count + choice->models.count ==
                0 &&
            choice->status == NULL,
        .models = choice->models.count == 0 ? NULL : array_of(arena, &choice->models),
        .statuses = choice->status == NULL
                        ? NULL
                        : query_text_array(arena, (const char *const[]){choice->status, NULL}),
    };
    return filter->is_all ||
           (log_filter_check_keys(&choice->keys, "Name its alias, or its hash", error) &&
            resolve(session, choice, filter, error));
}

void log_filter_values(const LogFilter *filter, SqlValue values[LOG_FILTER_VALUES])
{
    values[0] = (SqlValue){"teams", filter->teams};
    values[1] = (SqlValue){"users", filter->users};
    values[2] = (SqlValue){"keys", filter->keys};
    values[3] = (SqlValue){"models", filter->models};
    values[4] = (SqlValue){"statuses", filter->statuses};
}
