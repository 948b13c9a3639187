#include "server/transaction.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "build/sql.h"
#include "server/connection.h"
#include "server/query.h"

enum {
    LOCK_TIMEOUT_MS = 3000,
    STATEMENT_TIMEOUT_MS = 60000,
    IDLE_TIMEOUT_MS = 60000,
    ANSWER_GRACE_MS = 10000, /* beyond the statement's own time */
    ROLLBACK_WITHIN_MS = 15000,
    RETRY_FIRST_MS = 50,
    RETRY_LONGEST_MS = 2000,
};

/* A text that holds a number of milliseconds. */
typedef struct {
    char text[24];
} Number;

static Number number(int64_t value, int64_t otherwise)
{
    Number result;

    snprintf(result.text, sizeof result.text, "%lld", (long long) (value == 0 ? otherwise : value));
    return result;
}

static bool send_text(PGconn *connection, const char *text)
{
    return PQsendQueryParams(connection, text, 0, NULL, NULL, NULL, NULL, 0) != 0;
}

static bool send_all(PGconn *connection, const TransactionOptions *options, const char *const *pins,
                     int count)
{
    const SqlText *begin = options->kind == TRANSACTION_READ ? &SQL_SERVER_SESSION_BEGIN_READ
                                                             : &SQL_SERVER_SESSION_BEGIN_WRITE;

    if (PQenterPipelineMode(connection) == 0 || !send_text(connection, begin->text))
        return false;
    for (size_t at = 0; at < options->before_count; at++)
        if (!send_text(connection, options->before[at].text))
            return false;
    return PQsendQueryParams(connection, SQL_SERVER_SESSION_PIN.text, count, NULL, pins, NULL, NULL,
                             0) != 0 &&
           PQpipelineSync(connection) != 0;
}

/* One message after the other without waiting in between: BEGIN and the pins cost one round trip.
 */
static bool send_start(Server *server, const TransactionOptions *options, const char *const *pins,
                       int count, Error *error)
{
    PGconn *connection = server->connection;

    if (!server->ignores_signals && interrupt_requested())
        return interrupt_fail(error);
    if (!send_all(connection, options, pins, count)) {
        fail_lost(error, connection);
        connection_drop(server);
        return false;
    }
    return exchange_flush(server, error);
}

static const char START[] = "the start of a transaction";

/* Takes the answers up to the mark that ends the pipeline; the first refusal is the cause. */
static bool take_answers(Server *server, Error *error)
{
    PGresult *bad CLEANUP(result_release) = NULL;
    bool is_over = false;

    while (!is_over) {
        PGresult *result CLEANUP(result_release) = NULL;
        if (!exchange_next(server, &result, error))
            return false;
        is_over = !connection_is_alive(server) || PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        if (result != NULL && bad == NULL && !result_is_good(result)) {
            bad = result;
            result = NULL;
        }
    }
    /* Who hangs up after a refusal has said why in it. */
    bool is_refused = bad != NULL && PQresultErrorField(bad, PG_DIAG_SQLSTATE) != NULL;
    if (!connection_is_alive(server) || PQexitPipelineMode(server->connection) == 0) {
        if (is_refused)
            fail_result(error, bad, START);
        else
            fail_lost(error, server->connection);
        connection_drop(server);
        return false;
    }
    return bad == NULL || fail_result(error, bad, START);
}

static bool start(Server *server, const TransactionOptions *options, Error *error)
{
    const char *bound[PARAMETERS_MAX];
    bool writes = options->kind == TRANSACTION_WRITE;
    Number lock = number(options->lock_timeout_ms, LOCK_TIMEOUT_MS);
    Number statement = number(options->statement_timeout_ms, STATEMENT_TIMEOUT_MS);
    Number idle = number(options->idle_timeout_ms, IDLE_TIMEOUT_MS);
    const SqlValue *values =
        SQL_VALUES({"schema", server->identity.schema}, {"lock_timeout", lock.text},
                   {"statement_timeout", statement.text}, {"idle_timeout", idle.text},
                   {"writes", writes ? "t" : "f"});
    int count = bind_values(&SQL_SERVER_SESSION_PIN, values, bound);

    return send_start(server, options, bound, count, error) && take_answers(server, error);
}

static void end(Server *server)
{
    server->in_transaction = false;
    server->ignores_signals = false;
}

static void run_rollback(Server *server)
{
    Error ignored;

    server->ignores_signals = true;
    server->answer_within_ms = ROLLBACK_WITHIN_MS;
    if (connection_is_alive(server) && PQtransactionStatus(server->connection) == PQTRANS_ACTIVE)
        exchange_abandon(server);
    if (connection_is_alive(server) && PQtransactionStatus(server->connection) != PQTRANS_IDLE &&
        !exchange_run(server, "ROLLBACK", SQL_SERVER_SESSION_ROLLBACK.text, 0, NULL, NULL,
                      &ignored))
        connection_drop(server);
    end(server);
}

static bool start_or_clean_up(Server *server, const TransactionOptions *options, Error *error)
{
    int64_t statement_ms =
        options->statement_timeout_ms == 0 ? STATEMENT_TIMEOUT_MS : options->statement_timeout_ms;

    server->kind = options->kind;
    server->answer_within_ms =
        options->silence_ms == 0 ? statement_ms + ANSWER_GRACE_MS : options->silence_ms;
    server->ignores_signals = options->finishes;
    server->in_transaction = start(server, options, error);
    if (!server->in_transaction)
        run_rollback(server);
    return server->in_transaction;
}

bool transaction_begin(Server *server, const TransactionOptions *options, Error *error)
{
    assert(!server->in_transaction);
    if (connection_is_alive(server)) {
        if (start_or_clean_up(server, options, error))
            return true;
        if (connection_is_alive(server) || interrupt_requested())
            return false;
    } else if (!server->can_restore) {
        return fail_lost(error, server->connection);
    }
    /* The line may have died while we were silent.  Nothing was begun, so begin anew. */
    return server->can_restore && connection_restore(server, error) &&
           start_or_clean_up(server, options, error);
}

bool transaction_id(Server *server, Arena *arena, const char **xid, Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;
    Statement statement =
        statement_make(arena, &SQL_SERVER_SESSION_TRANSACTION_ID, &(StatementContext){0});

    if (!query(server, &statement, SQL_NO_VALUES, &rows, error))
        return false;
    *xid = arena_copy(arena, rows_text(rows, 0, "xid"));
    return true;
}

static bool fail_in_doubt(Error *error)
{
    Error cause = *error;

    fail(error, OUTCOME_IN_DOUBT, "the connection was lost during COMMIT");
    fail_detail(error, "%s%s%s", cause.message, cause.detail[0] == '\0' ? "" : ": ", cause.detail);
    fail_hint(error, "It is not known whether the changes were made. The next run asks the server "
                     "and says it.");
    memcpy(error->sqlstate, cause.sqlstate, sizeof cause.sqlstate);
    return false;
}

/* An aborted transaction answers COMMIT with ROLLBACK, and without an error. */
static bool check_commit(PGresult *result, Error *error)
{
    if (strncmp(PQcmdStatus(result), "COMMIT", strlen("COMMIT")) == 0)
        return true;
    fail(error, OUTCOME_SERVER_ERROR, "the server rolled the transaction back");
    return fail_detail(error, "a statement in it had failed");
}

bool transaction_commit(Server *server, Error *error)
{
    PGresult *result CLEANUP(result_release) = NULL;
    bool changes = server->kind == TRANSACTION_WRITE;

    assert(server->in_transaction);
    if (server->kind == TRANSACTION_SCRATCH) {
        transaction_rollback(server);
        return true;
    }
    if (!connection_is_alive(server)) {
        end(server);
        return fail_lost(error, server->connection);
    }
    server->ignores_signals = true;
    bool is_done =
        exchange_run(server, "COMMIT", SQL_SERVER_SESSION_COMMIT.text, 0, NULL, &result, error);
    if (is_done)
        is_done = check_commit(result, error);
    else if (connection_is_alive(server))
        run_rollback(server);
    else if (changes)
        fail_in_doubt(error);
    end(server);
    return is_done;
}

void transaction_rollback(Server *server)
{
    if (server->in_transaction)
        run_rollback(server);
}

bool transaction_may_retry(const Error *error)
{
    static const char *const STATES[] = {
        "40001", /* serialisation failure */
        "40P01", /* deadlock */
        "55P03", /* lock timeout */
    };

    if (error->outcome != OUTCOME_SERVER_ERROR)
        return false;
    for (size_t at = 0; at < sizeof STATES / sizeof *STATES; at++)
        if (strcmp(error->sqlstate, STATES[at]) == 0)
            return true;
    return false;
}

static bool run_once(Server *server, const TransactionOptions *options, TransactionBody *body,
                     void *context, Error *error)
{
    if (!transaction_begin(server, options, error))
        return false;
    if (!body(server, context, error)) {
        transaction_rollback(server);
        return false;
    }
    return transaction_commit(server, error);
}

bool transaction_run(Server *server, const TransactionOptions *options, int attempts,
                     TransactionBody *body, void *context, Error *error)
{
    int64_t pause_ms = RETRY_FIRST_MS;

    for (int attempt = 1;; attempt++) {
        if (run_once(server, options, body, context, error))
            return true;
        if (attempt >= attempts || !transaction_may_retry(error))
            return false;
        log_debug("attempt %d of %d: %s: %s", attempt, attempts, error->message, error->detail);
        clock_sleep_ms(clock_jitter_ms(pause_ms));
        if (interrupt_requested())
            return interrupt_fail(error);
        pause_ms = pause_ms * 3 < RETRY_LONGEST_MS ? pause_ms * 3 : RETRY_LONGEST_MS;
    }
}
