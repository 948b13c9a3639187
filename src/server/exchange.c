#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/interrupt.h"
#include "server/connection.h"

/* A signal that comes just before poll is noticed that much later. */
enum { LOOK_AROUND_MS = 200 };

/* What a cancelled statement may take to end. */
enum { ABANDON_WITHIN_MS = 5000 };

void result_release(PGresult **result)
{
    PQclear(*result);
    *result = NULL;
}

bool result_is_good(const PGresult *result)
{
    switch (PQresultStatus(result)) {
        case PGRES_COMMAND_OK:
        case PGRES_TUPLES_OK:
        case PGRES_SINGLE_TUPLE:
        case PGRES_COPY_IN:
        case PGRES_COPY_OUT:
        case PGRES_PIPELINE_SYNC:
            return true;
        default:
            return false;
    }
}

WaitEnd connection_wait(int socket, short events, int64_t deadline, bool ignores_signals)
{
    struct pollfd ready = {.fd = socket, .events = events};

    for (;;) {
        if (!ignores_signals && interrupt_requested())
            return WAIT_INTERRUPTED;
        int64_t left = deadline - clock_monotonic_ms();
        if (left <= 0)
            return WAIT_TIMEOUT;
        int count = poll(&ready, 1, (int) (left < LOOK_AROUND_MS ? left : LOOK_AROUND_MS));
        if (count > 0)
            return WAIT_READY;
        if (count < 0 && errno != EINTR)
            return WAIT_BROKEN;
    }
}

bool connection_is_alive(const Server *server)
{
    return server->connection != NULL && PQstatus(server->connection) == CONNECTION_OK;
}

void connection_drop(Server *server)
{
    PQfreeCancel(server->cancel);
    PQfinish(server->connection);
    server->cancel = NULL;
    server->connection = NULL;
}

static bool fail_silent(Server *server, Error *error)
{
    long long seconds = (long long) (server->answer_within_ms / 1000);

    fail(error, OUTCOME_SERVER_ERROR, "the server does not answer");
    fail_detail(error, "not a byte came in %lld s, longer than any statement of ours may run",
                seconds);
    fail_hint(error, "The port-forward, the network or the server hangs. The connection was given "
                     "up; the server rolls back when it notices.");
    memcpy(error->sqlstate, "08006", sizeof "08006");
    return false;
}

bool exchange_await(Server *server, short events, Error *error)
{
    int64_t deadline = clock_monotonic_ms() + server->answer_within_ms;

    switch (
        connection_wait(PQsocket(server->connection), events, deadline, server->ignores_signals)) {
        case WAIT_READY:
            return true;
        case WAIT_INTERRUPTED:
            exchange_abandon(server);
            return interrupt_fail(error);
        case WAIT_TIMEOUT:
            exchange_abandon(server);
            return fail_silent(server, error);
        case WAIT_BROKEN:
        default:
            fail_lost(error, server->connection);
            connection_drop(server);
            return false;
    }
}

static bool lose(Server *server, Error *error)
{
    fail_lost(error, server->connection);
    if (PQstatus(server->connection) == CONNECTION_BAD)
        connection_drop(server);
    return false;
}

bool exchange_flush(Server *server, Error *error)
{
    for (;;) {
        int state = PQflush(server->connection);
        if (state == 0)
            return true;
        if (state < 0 || !exchange_await(server, POLLIN | POLLOUT, error))
            return state < 0 ? lose(server, error) : false;
        /* A server that has something to say first must be heard, or both wait for ever. */
        if (PQconsumeInput(server->connection) == 0)
            return lose(server, error);
    }
}

bool exchange_send(Server *server, const char *text, int count, const char *const *values,
                   Error *error)
{
    if (!connection_is_alive(server))
        return fail_lost(error, server->connection);
    if (!server->ignores_signals && interrupt_requested())
        return interrupt_fail(error);
    if (PQsendQueryParams(server->connection, text, count, NULL, values, NULL, NULL, 0) == 0)
        return lose(server, error);
    server->trips++;
    return exchange_flush(server, error);
}

bool exchange_next(Server *server, PGresult **result, Error *error)
{
    *result = NULL;
    if (server->connection == NULL)
        return fail_lost(error, NULL);
    while (PQisBusy(server->connection) != 0) {
        if (!exchange_await(server, POLLIN, error))
            return false;
        /* Once the connection breaks, PQgetResult says what was heard last. */
        if (PQconsumeInput(server->connection) == 0)
            break;
    }
    *result = PQgetResult(server->connection);
    return true;
}

/* An error that came because the connection went is told as that. */
static bool fail_answer(Server *server, const PGresult *bad, const char *name, Error *error)
{
    if (connection_is_alive(server) || PQresultErrorField(bad, PG_DIAG_SQLSTATE) != NULL)
        fail_result(error, bad, name);
    else
        fail_lost(error, server->connection);
    if (!connection_is_alive(server))
        connection_drop(server);
    return false;
}

bool exchange_finish(Server *server, const char *name, PGresult **result, Error *error)
{
    PGresult *good CLEANUP(result_release) = NULL;
    PGresult *bad CLEANUP(result_release) = NULL;

    for (;;) {
        PGresult *next = NULL;
        if (!exchange_next(server, &next, error))
            return false;
        if (next == NULL)
            break;
        PGresult **keep = result_is_good(next) ? &good : &bad;
        if (keep == &bad && bad != NULL) {
            /* The first complaint is the cause. */
            PQclear(next);
            continue;
        }
        result_release(keep);
        *keep = next;
        if (PQresultStatus(next) == PGRES_COPY_IN || PQresultStatus(next) == PGRES_COPY_OUT)
            break;
    }
    if (bad != NULL)
        return fail_answer(server, bad, name, error);
    if (good == NULL)
        return lose(server, error);
    if (result != NULL) {
        *result = good;
        good = NULL;
    }
    return true;
}

bool exchange_run(Server *server, const char *name, const char *text, int count,
                  const char *const *values, PGresult **result, Error *error)
{
    return exchange_send(server, text, count, values, error) &&
           exchange_finish(server, name, result, error);
}

static bool receive_until(Server *server, int64_t deadline)
{
    return connection_wait(PQsocket(server->connection), POLLIN, deadline, true) == WAIT_READY &&
           PQconsumeInput(server->connection) != 0;
}

/* Throws away the rows of a COPY that are still under way. */
static bool drain_copy(Server *server, int64_t deadline)
{
    for (;;) {
        char *row = NULL;
        int size = PQgetCopyData(server->connection, &row, 1);
        PQfreemem(row);
        if (size < 0)
            return true;
        if (size == 0 && !receive_until(server, deadline))
            return false;
    }
}

/* Reads what is left, however it ends.  false: not within the time. */
static bool drain(Server *server, int64_t deadline)
{
    for (;;) {
        while (PQisBusy(server->connection) != 0)
            if (!receive_until(server, deadline))
                return false;
        PGresult *result = PQgetResult(server->connection);
        if (result == NULL)
            return true;
        if (PQresultStatus(result) == PGRES_COPY_IN)
            PQputCopyEnd(server->connection, "stopped");
        bool is_copy = PQresultStatus(result) == PGRES_COPY_OUT;
        PQclear(result);
        if (is_copy && !drain_copy(server, deadline))
            return false;
    }
}

/* The same up to the mark that ends a pipeline, for every statement in it has an end of its own. */
static bool drain_pipeline(Server *server, int64_t deadline)
{
    for (;;) {
        while (PQisBusy(server->connection) != 0)
            if (!receive_until(server, deadline))
                return false;
        PGresult *result = PQgetResult(server->connection);
        bool is_over = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        PQclear(result);
        if (PQstatus(server->connection) == CONNECTION_BAD)
            return false;
        if (is_over)
            return PQexitPipelineMode(server->connection) != 0;
    }
}

void exchange_abandon(Server *server)
{
    if (server->connection == NULL)
        return;

    int64_t deadline = clock_monotonic_ms() + ABANDON_WITHIN_MS;
    server_cancel(server);
    bool is_pipeline = PQpipelineStatus(server->connection) != PQ_PIPELINE_OFF;
    if (!(is_pipeline ? drain_pipeline(server, deadline) : drain(server, deadline)))
        connection_drop(server);
}

void server_cancel(Server *server)
{
    char reason[256];

    /* When it fails the server is gone, or will be noticed to be. */
    if (server->cancel != NULL)
        (void) PQcancel(server->cancel, reason, sizeof reason);
}

static const SqlValue *find_value(const SqlValue *values, const char *name)
{
    for (; values != NULL && values->name != NULL; values++)
        if (strcmp(values->name, name) == 0)
            return values;
    return NULL;
}

int bind_values(const SqlText *sql, const SqlValue *values, const char *bound[PARAMETERS_MAX])
{
    int count = 0;

    for (; sql->parameters[count].name != NULL; count++) {
        const SqlValue *value = find_value(values, sql->parameters[count].name);
        assert(value != NULL && count < PARAMETERS_MAX);
        bound[count] = value->value;
    }
    return count;
}
