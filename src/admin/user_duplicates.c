#include "admin/user_duplicates.h"

#include "build/sql.h"
#include "server/transaction.h"

bool user_duplicates(Session *session, RowReader *reader, void *context, Error *error)
{
    Statement statement = statement_make(session->arena, &SQL_SERVER_USER_MERGE_DUPLICATES,
                                         &(StatementContext){.catalog = session->catalog});

    if (!transaction_begin(session->server, &(TransactionOptions){.kind = TRANSACTION_READ}, error))
        return false;
    bool is_read =
        query_each(session->server, &statement, SQL_NO_VALUES, reader, context, NULL, error);
    transaction_rollback(session->server);
    return is_read;
}
