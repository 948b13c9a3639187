#include "admin/log_holder.h"

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/text.h"
#include "build/sql.h"
#include "server/query.h"
#include "server/transaction.h"

static LogHolder holder_of(Arena *arena, const Rows *rows, int row)
{
    LogHolder holder = {
        .name = arena_format(arena, "%s %s", rows_text(rows, row, "holder"),
                             rows_text(rows, row, "name")),
        .since = arena_copy(arena, rows_text(rows, row, "since")),
        .transactions = rows_number(rows, row, "transactions"),
    };

    if (holder.since != NULL && !clock_parse_utc(holder.since, &holder.since_us, &(Error){0}))
        holder.since_us = 0;
    return holder;
}

bool log_holder_read(Session *session, Arena *arena, LogHolder *holder, Error *error)
{
    Statement statement = statement_make(arena, &SQL_SERVER_STATUS_OLDEST_SNAPSHOT, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;

    *holder = (LogHolder){0};
    if (!transaction_begin(session->server, &(TransactionOptions){.kind = TRANSACTION_READ}, error))
        return false;
    bool is_read = query(session->server, &statement, SQL_VALUES({"limit", NULL}), &rows, error);
    transaction_rollback(session->server);
    for (int row = 0; is_read && row < rows_count(rows) && holder->name == NULL; row++)
        if (!rows_boolean(rows, row, "only_catalogs"))
            *holder = holder_of(arena, rows, row);
    return is_read;
}

bool log_holder_is_older(const LogHolder *holder, int64_t instant, int64_t transactions)
{
    return holder->name != NULL && holder->since_us <= instant &&
           holder->transactions >= transactions;
}

const char *log_holder_words(Arena *arena, const LogHolder *holder)
{
    if (holder->since == NULL)
        return holder->name;
    return arena_format(arena, "%s since %.19s UTC", holder->name, holder->since);
}
