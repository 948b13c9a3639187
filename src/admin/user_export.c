#include "admin/user_export.h"

#include "base/clock.h"
#include "build/sql.h"
#include "litellm/protected_ids.h"
#include "server/transaction.h"

bool user_export(Session *session, bool with_aliases, RowReader *reader, void *context,
                 Error *error)
{
    Arena *arena = session->arena;
    Statement statement = statement_make(arena, &SQL_SERVER_USER_LIST_MEMBERSHIP_EXPORT,
                                         &(StatementContext){.catalog = session->catalog});
    const SqlValue values[] = {
        {"now", clock_format_utc(arena, clock_now())},
        {"protected_users", query_text_array(arena, PROTECTED_USERS)},
        {"with_aliases", with_aliases ? "true" : "false"},
        {0},
    };

    if (!transaction_begin(session->server, &(TransactionOptions){.kind = TRANSACTION_READ}, error))
        return false;
    bool is_read = query_each(session->server, &statement, values, reader, context, NULL, error);
    transaction_rollback(session->server);
    return is_read;
}
