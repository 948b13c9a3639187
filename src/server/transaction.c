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
#include "server/rows.h"

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

static bool send_bound(PGconn *connection, const SqlText *sql, const char *text,
                       const SqlValue *values)
{
    const char *bound[PARAMETERS_MAX];
    int count = bind_values(sql, values, bound);

    return PQsendQueryParams(connection, text, count, NULL, bound, NULL, NULL, 0) != 0;
}

static bool send_all(PGconn *connection, const TransactionOptions *options, const SqlValue *pins)
{
    const SqlText *begin = options->kind == TRANSACTION_READ ? &SQL_SERVER_SESSION_BEGIN_READ
                                                             : &SQL_SERVER_SESSION_BEGIN_WRITE;

    if (PQenterPipelineMode(connection) == 0 || !send_text(connection, begin->text))
        return false;
    for (size_t at = 0; at < options->before_count; at++)
        if (!send_text(connection, options->before[at].text))
            return false;
    if (!send_bound(connection, &SQL_SERVER_SESSION_PIN, SQL_SERVER_SESSION_PIN.text, pins))
        return false;
    for (size_t at = 0; at < options->with_count; at++) {
        const Companion *with = &options->with[at];
        if (!send_bound(connection, with->statement->sql, with->statement->text, with->values))
            return false;
    }
    return PQpipelineSync(connection) != 0;
}

/* One message after the other without waiting in between: BEGIN, the pins and their companions cost
 * one round trip. */
static bool send_start(Server *server, const TransactionOptions *options, const SqlValue *pins,
                       Error *error)
{
    PGconn *connection = server->connection;

    if (!server->ignores_signals && interrupt_requested())
        return interrupt_fail(error);
    if (!send_all(connection, options, pins)) {
        fail_lost(error, connection);
        connection_drop(server);
        return false;
    }
    server->trips++;
    return exchange_flush(server, error);
}

/* What came back: the rows of the companions, or the first refusal, which is the cause. */
typedef struct {
    const TransactionOptions *options;
    size_t count; /* of the answers so far */
    PGresult *rows[COMPANIONS_MOST];
    PGresult *bad;
    const char *refused; /* the statement's name */
} Answers;

static void answers_release(Answers *answers)
{
    for (size_t at = 0; at < COMPANIONS_MOST; at++)
        result_release(&answers->rows[at]);
    result_release(&answers->bad);
}

/* Answers come in the order of the statements. */
static void sort_in(Answers *answers, PGresult *result)
{
    size_t place = answers->count++, first = 2 + answers->options->before_count;
    bool is_of_companion = place >= first && place - first < answers->options->with_count;

    if (!result_is_good(result) && answers->bad == NULL) {
        answers->bad = result;
        answers->refused = is_of_companion
                               ? answers->options->with[place - first].statement->sql->name
                               : "the start of a transaction";
    } else if (result_is_good(result) && is_of_companion) {
        answers->rows[place - first] = result;
    } else {
        PQclear(result);
    }
}

/* Up to the mark that ends the pipeline. */
static bool collect(Server *server, Answers *answers, Error *error)
{
    for (;;) {
        PGresult *result = NULL;
        if (!exchange_next(server, &result, error))
            return false;
        bool is_over =
            !connection_is_alive(server) || PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        if (result != NULL)
            sort_in(answers, result);
        if (is_over)
            return true;
    }
}

static bool judge_answers(Server *server, const Answers *answers, Error *error)
{
    /* Who hangs up after a refusal has said why in it. */
    bool is_refused =
        answers->bad != NULL && PQresultErrorField(answers->bad, PG_DIAG_SQLSTATE) != NULL;

    if (!connection_is_alive(server) || PQexitPipelineMode(server->connection) == 0) {
        if (is_refused)
            fail_result(error, answers->bad, answers->refused);
        else
            fail_lost(error, server->connection);
        connection_drop(server);
        return false;
    }
    return answers->bad == NULL || fail_result(error, answers->bad, answers->refused);
}

static bool take_answers(Server *server, const TransactionOptions *options, Error *error)
{
    Answers answers CLEANUP(answers_release) = {.options = options};

    if (!collect(server, &answers, error) || !judge_answers(server, &answers, error))
        return false;
    for (size_t at = 0; at < options->with_count; at++)
        if (options->with[at].rows != NULL) {
            *options->with[at].rows = rows_take(answers.rows[at]);
            answers.rows[at] = NULL;
        }
    return true;
}

static bool start(Server *server, const TransactionOptions *options, Error *error)
{
    bool writes = options->kind == TRANSACTION_WRITE;
    Number lock = number(options->lock_timeout_ms, LOCK_TIMEOUT_MS);
    Number statement = number(options->statement_timeout_ms, STATEMENT_TIMEOUT_MS);
    Number idle = number(options->idle_timeout_ms, IDLE_TIMEOUT_MS);
    const SqlValue *pins =
        SQL_VALUES({"schema", server->identity.schema}, {"lock_timeout", lock.text},
                   {"statement_timeout", statement.text}, {"idle_timeout", idle.text},
                   {"writes", writes ? "t" : "f"});

    assert(options->with_count <= COMPANIONS_MOST);
    return send_start(server, options, pins, error) && take_answers(server, options, error);
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
