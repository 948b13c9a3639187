#include "server/copy.h"

#include <assert.h>
#include <poll.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/interrupt.h"
#include "base/list.h"
#include "base/text.h"
#include "build/sql.h"
#include "server/connection.h"
#include "server/query.h"
#include "server/rows.h"

/* libpq keeps what it could not send; beyond this much we wait, so that memory stays flat. */
enum { PIECE_BYTES = 1 << 20 };

Statement copy_values_statement(Arena *arena, const SqlValue *values, const SqlValue **bound)
{
    Words names = {0}, settings = {0};
    SqlValue *lists = arena_array(arena, SqlValue, 3);

    for (; values->name != NULL; values++) {
        list_add(arena, &names, values->name);
        list_add(arena, &settings, values->value == NULL ? "" : values->value);
    }
    list_add(arena, &names, NULL);
    list_add(arena, &settings, NULL);
    lists[0] = (SqlValue){"names", query_text_array(arena, names.items)};
    lists[1] = (SqlValue){"values", query_text_array(arena, settings.items)};
    *bound = lists;
    return statement_make(arena, &SQL_SERVER_SESSION_SET_VALUES, NULL);
}

bool copy_values(Server *server, const SqlValue *values, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const SqlValue *bound;
    Statement statement = copy_values_statement(arena, values, &bound);

    return query_execute(server, &statement, bound, NULL, error);
}

/* Out. */

enum {
    NAP_US = 300,       /* at 250 MB/s the socket of a local server is not yet full after that */
    SLOW_WAIT_US = 1000 /* who waits so long for a byte waits for the network */
};

static bool begin(Server *server, const Statement *statement, ExecStatusType expected, Error *error)
{
    PGresult *result CLEANUP(result_release) = NULL;

    assert(server->in_transaction);
    if (!exchange_run(server, statement->sql->name, statement->text, 0, NULL, &result, error))
        return false;
    assert(PQresultStatus(result) == expected);
    return true;
}

/* *naps: whether the next wait begins with one. */
static bool wait_for_rows(Server *server, bool *naps, Error *error)
{
    if (*naps)
        clock_sleep_us(NAP_US);
    int64_t began = clock_monotonic_us();
    if (!exchange_await(server, POLLIN, error))
        return false;
    *naps = clock_monotonic_us() - began < SLOW_WAIT_US;
    return true;
}

/* Every row that has arrived.  *is_over: the server has sent the last one. */
static bool take_rows(Server *server, CopyReader *reader, void *context, bool *has_rows,
                      bool *is_over, Error *error)
{
    *has_rows = false;
    for (;;) {
        char *row = NULL;
        int size = PQgetCopyData(server->connection, &row, 1);
        *is_over = size < 0;
        if (size <= 0)
            return true;
        *has_rows = true;
        bool is_taken = reader(context, row, (size_t) size, error);
        PQfreemem(row);
        if (!is_taken) {
            exchange_abandon(server);
            return false;
        }
    }
}

static bool pump(Server *server, CopyReader *reader, void *context, Error *error)
{
    bool naps = true, was_empty = false;

    for (;;) {
        bool has_rows, is_over;
        if (!server->ignores_signals && interrupt_requested()) {
            exchange_abandon(server);
            return interrupt_fail(error);
        }
        if (!take_rows(server, reader, context, &has_rows, &is_over, error))
            return false;
        if (is_over)
            return true;
        /* Twice nothing: what had arrived is used up. */
        if (!has_rows && was_empty && !wait_for_rows(server, &naps, error))
            return false;
        was_empty = !has_rows;
        if (PQconsumeInput(server->connection) == 0)
            return true; /* what follows says why */
    }
}

bool copy_out(Server *server, const Statement *statement, CopyReader *reader, void *context,
              int64_t *row_count, Error *error)
{
    PGresult *result CLEANUP(result_release) = NULL;
    const char *name = statement->sql->name;

    if (!begin(server, statement, PGRES_COPY_OUT, error) || !pump(server, reader, context, error) ||
        !exchange_finish(server, name, &result, error))
        return false;
    *row_count = rows_affected(result);
    return true;
}

/* In. */

bool copy_in_begin(Server *server, const Statement *statement, Error *error)
{
    return begin(server, statement, PGRES_COPY_IN, error);
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
