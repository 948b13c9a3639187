#include <assert.h>
#include <limits.h>
#include <poll.h>
#include <string.h>

#include "base/cleanup.h"
#include "server/connection.h"
#include "server/query.h"
#include "server/rows.h"

/* libpq keeps what it could not send; beyond this much we wait, so that memory stays flat. */
enum { PIECE_BYTES = 1 << 20 };

bool copy_in_begin(Server *server, const Statement *statement, Error *error)
{
    PGresult *result CLEANUP(result_release) = NULL;

    assert(server->in_transaction);
    if (!exchange_run(server, statement->sql->name, statement->text, 0, NULL, &result, error))
        return false;
    assert(PQresultStatus(result) == PGRES_COPY_IN);
    return true;
}

/* The server ended the COPY by itself: what it said is the failure. */
static bool fail_copy(Server *server, Error *error)
{
    if (!exchange_finish(server, "the rows of a COPY", NULL, error))
        return false;
    return fail(error, OUTCOME_SERVER_ERROR, "the server ended a COPY too early");
}

bool copy_in_write(Server *server, const char *data, size_t size, Error *error)
{
    if (!connection_is_alive(server))
        return fail_lost(error, server->connection);
    while (size > 0) {
        int piece = (int) (size < PIECE_BYTES ? size : PIECE_BYTES);
        int state = PQputCopyData(server->connection, data, piece);
        if (state < 0)
            return fail_copy(server, error);
        if (!exchange_flush(server, error))
            return false;
        if (state > 0) {
            data += piece;
            size -= (size_t) piece;
        }
    }
    return true;
}

bool copy_in_end(Server *server, int64_t *row_count, Error *error)
{
    PGresult *result CLEANUP(result_release) = NULL;
    int state;

    if (!connection_is_alive(server))
        return fail_lost(error, server->connection);
    while ((state = PQputCopyEnd(server->connection, NULL)) == 0)
        if (!exchange_flush(server, error))
            return false;
    if (state < 0)
        return fail_copy(server, error);
    if (!exchange_flush(server, error) ||
        !exchange_finish(server, "the rows of a COPY", &result, error))
        return false;
    if (row_count != NULL)
        *row_count = rows_affected(result);
    return true;
}
