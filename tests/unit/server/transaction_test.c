/* Transactions on a real server: what they pin, what they retry, how they end. */
#include "live.h"

#include <sys/wait.h>

#include "build/sql.h"
#include "server/connection.h"

/* What a transaction must look like whatever role, database and session say. */
static const char *const PINS[][2] = {
    {"search_path", "pg_catalog, public, pg_temp"},
    {"lock_timeout", "3s"},
    {"statement_timeout", "1min"},
    {"idle_in_transaction_session_timeout", "1min"},
    {"timezone", "UTC"},
    {"datestyle", "ISO, MDY"},
    {"intervalstyle", "postgres"},
    {"extra_float_digits", "1"},
    {"bytea_output", "hex"},
    {"standard_conforming_strings", "on"},
    {"row_security", "off"},
    {"synchronous_commit", "on"},
};

static void spoil_settings(void)
{
    raw_run(raw, "ALTER ROLE CURRENT_USER SET search_path = nowhere");
    raw_run(raw, "ALTER ROLE CURRENT_USER SET statement_timeout = '1h'");
    raw_run(raw, "ALTER ROLE CURRENT_USER SET timezone = 'Asia/Tokyo'");
    raw_run(raw, "ALTER ROLE CURRENT_USER SET datestyle = 'German'");
    raw_run(raw, "ALTER ROLE CURRENT_USER SET intervalstyle = 'iso_8601'");
    raw_run(raw, "ALTER ROLE CURRENT_USER SET extra_float_digits = -3");
    raw_run(raw, "ALTER ROLE CURRENT_USER SET bytea_output = 'escape'");
    raw_run(raw, "ALTER ROLE CURRENT_USER SET standard_conforming_strings = off");
    raw_run(raw, "ALTER ROLE CURRENT_USER SET synchronous_commit = off");
    raw_run(raw, "ALTER ROLE CURRENT_USER SET default_transaction_isolation = serializable");
}

static const char *setting_of(Server *server, const char *name)
{
    return value_of(server, arena_format(arena, "SHOW %s", name));
}

static void a_transaction_pins_what_it_relies_on(void **state)
{
    (void) state;
    spoil_settings();
    Server *server CLEANUP(server_close) = live_connect();

    raw_run(raw, "ALTER ROLE CURRENT_USER RESET ALL");
    begin(server, TRANSACTION_WRITE);
    for (size_t at = 0; at < sizeof PINS / sizeof *PINS; at++)
        assert_string_equal(setting_of(server, PINS[at][0]), PINS[at][1]);
    assert_string_equal(setting_of(server, "transaction_isolation"), "read committed");
    if (server_identity(server)->version_number >= 140000)
        assert_string_equal(setting_of(server, "client_connection_check_interval"), "2s");
    commit(server);

    begin(server, TRANSACTION_READ);
    assert_string_equal(setting_of(server, "transaction_isolation"), "repeatable read");
    assert_string_equal(setting_of(server, "transaction_read_only"), "on");
    commit(server);
}

/* Who uses the server's session after us: the same client, or behind a pooler another one. */
static void nothing_of_it_stays_behind(void **state)
{
    (void) state;
    spoil_settings();
    Server *server CLEANUP(server_close) = live_connect();
    PGconn *fresh CLEANUP(raw_close) = raw_open();
    PGconn *other CLEANUP(raw_close) = is_pooled_run() ? PQconnectdb(pooler) : NULL;
    PGconn *next = other == NULL ? server->connection : other;
    const char *const names[] = {
        "search_path", "timezone", "statement_timeout", "jit", "client_connection_check_interval",
        "lock_timeout"};

    raw_run(raw, "ALTER ROLE CURRENT_USER RESET ALL");
    for (size_t at = 0; at < sizeof names / sizeof *names; at++) {
        const char *show = arena_format(arena, "SELECT current_setting('%s', true)", names[at]);
        const char *before = raw_run(fresh, show);
        assert_string_equal(raw_run(next, show), before);
        begin(server, TRANSACTION_WRITE);
        commit(server);
        assert_string_equal(raw_run(next, show), before);
        begin(server, TRANSACTION_WRITE);
        transaction_rollback(server);
        assert_string_equal(raw_run(next, show), before);
    }
}

/* A child of ours that holds a lock, and runs or idles when it is killed. */
static pid_t hold_lock(const char *then)
{
    int pipes[2];
    char byte = 0;

    assert_int_equal(pipe(pipes), 0);
    pid_t child = fork();
    if (child == 0) {
        Error error;
        Statement statement = sql(then);
        Server *server = live_connect();
        begin(server, TRANSACTION_WRITE);
        run(server, "UPDATE held SET a = 2");
        if (write(pipes[1], &byte, 1) == 1)
            (void) query_execute(server, &statement, SQL_NO_VALUES, NULL, &error);
        pause();
    }
    assert_int_equal(read(pipes[0], &byte, 1), 1);
    close(pipes[0]);
    close(pipes[1]);
    usleep(100000);
    return child;
}

static void no_lock_outlives_us(void **state)
{
    (void) state;
    const char *const then[] = {"SELECT 1", "SELECT pg_sleep(60)"};
    bool is_watching = PQserverVersion(raw) >= 140000;

    raw_run(raw, "CREATE TABLE public.held AS SELECT 1 AS a; SET lock_timeout = '6s'");
    for (size_t at = 0; at < (is_watching ? 2 : 1); at++) {
        pid_t child = hold_lock(then[at]);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        raw_run(raw, "UPDATE held SET a = 3");
    }
    raw_run(raw, "DROP TABLE held");
}

static void a_reader_sees_one_snapshot_and_changes_nothing(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    Statement statement = sql("CREATE TABLE public.never (a int)");

    raw_run(raw, "CREATE TABLE public.snapshot AS SELECT 1 AS a");
    begin(server, TRANSACTION_READ);
    assert_string_equal(value_of(server, "SELECT count(*) FROM snapshot"), "1");
    raw_run(raw, "INSERT INTO snapshot VALUES (2)");
    assert_string_equal(value_of(server, "SELECT count(*) FROM snapshot"), "1");
    assert_false(query_execute(server, &statement, SQL_NO_VALUES, NULL, &error));
    assert_string_equal(error.sqlstate, "25006");
    assert_non_null(strstr(error.hint, "only reads"));
    transaction_rollback(server);
    raw_run(raw, "DROP TABLE snapshot");
}

/* The lock is there before the snapshot, so that what others do in between is seen, or waits. */
static void several_read_one_snapshot(void **state)
{
    (void) state;
    Server *first CLEANUP(server_close) = live_connect();
    Server *second CLEANUP(server_close) = live_connect();
    Error error = {0};

    raw_run(raw, "CREATE TABLE public.shared AS SELECT 1 AS a");
    const Statement locking[] = {sql("SET LOCAL lock_timeout = '3s'"),
                                 sql("LOCK TABLE public.shared IN ACCESS SHARE MODE")};
    TransactionOptions exporting = {.kind = TRANSACTION_READ, .before = locking, .before_count = 2};
    assert_true(transaction_begin(first, &exporting, &error));
    const char *snapshot = value_of(first, "SELECT pg_export_snapshot()");
    raw_run(raw, "INSERT INTO shared VALUES (2)");
    raw_run(raw, "SET lock_timeout = '50ms'");
    PGresult *truncated = PQexec(raw, "TRUNCATE shared");
    assert_int_equal(PQresultStatus(truncated), PGRES_FATAL_ERROR);
    PQclear(truncated);

    const Statement importing = sql(arena_format(arena, "SET TRANSACTION SNAPSHOT '%s'", snapshot));
    TransactionOptions imported = {
        .kind = TRANSACTION_READ, .before = &importing, .before_count = 1};
    assert_true(transaction_begin(second, &imported, &error));
    assert_string_equal(value_of(second, "SELECT count(*) FROM shared"), "1");
    assert_string_equal(setting_of(second, "timezone"), "UTC");
    commit(first);
    assert_string_equal(value_of(second, "SELECT count(*) FROM shared"), "1");
    commit(second);

    assert_false(transaction_begin(second, &imported, &error));
    assert_int_equal(error.outcome, OUTCOME_SERVER_ERROR);
    begin(second, TRANSACTION_READ);
    assert_string_equal(value_of(second, "SELECT count(*) FROM shared"), "2");
    commit(second);
    raw_run(raw, "DROP TABLE shared");
}

/* What travels with BEGIN meets the pins, and answers in its order. */
static void companions_come_with_the_start(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Rows *zone CLEANUP(rows_release) = NULL, *sum CLEANUP(rows_release) = NULL;
    Error error = {0};
    const Statement statements[] = {sql("SELECT current_setting('TimeZone') AS zone"),
                                    sql("SELECT set_config('litellm_dba.x', '7', true)"),
                                    sql("SELECT current_setting('litellm_dba.x')::int + 1 AS sum")};
    const Companion with[] = {{&statements[0], SQL_NO_VALUES, &zone},
                              {&statements[1], SQL_NO_VALUES, NULL},
                              {&statements[2], SQL_NO_VALUES, &sum}};
    TransactionOptions options = {.kind = TRANSACTION_WRITE, .with = with, .with_count = 3};

    assert_true(transaction_begin(server, &options, &error));
    assert_string_equal(rows_text(zone, 0, "zone"), "UTC");
    assert_int_equal(rows_number(sum, 0, "sum"), 8);
    assert_string_equal(value_of(server, "SELECT current_setting('litellm_dba.x')"), "7");
    commit(server);
}

static void a_companion_that_fails_leaves_no_transaction(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Rows *first CLEANUP(rows_release) = NULL, *last CLEANUP(rows_release) = NULL;
    Error error = {0};
    const Statement statements[] = {sql("SELECT 1 AS one"), sql("SELECT 1 / 0 AS none")};
    const Companion with[] = {{&statements[0], SQL_NO_VALUES, &first},
                              {&statements[1], SQL_NO_VALUES, &last},
                              {&statements[0], SQL_NO_VALUES, NULL}};
    TransactionOptions options = {.kind = TRANSACTION_WRITE, .with = with, .with_count = 3};

    assert_false(transaction_begin(server, &options, &error));
    assert_string_equal(error.sqlstate, "22012");
    assert_null(first);
    assert_null(last);
    begin(server, TRANSACTION_WRITE);
    assert_string_equal(value_of(server, "SELECT 1"), "1");
    commit(server);
}

static void silence_has_its_own_limit(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    TransactionOptions options = {
        .kind = TRANSACTION_READ, .statement_timeout_ms = 3600000, .silence_ms = 300};
    Statement statement = sql("SELECT pg_sleep(30)");
    Error error = {0};

    assert_true(transaction_begin(server, &options, &error));
    assert_string_equal(setting_of(server, "statement_timeout"), "1h");
    int64_t began = clock_monotonic_ms();
    assert_false(query_execute(server, &statement, SQL_NO_VALUES, NULL, &error));
    assert_string_equal(error.message, "the server does not answer");
    assert_true(clock_monotonic_ms() - began < 10000);
    transaction_rollback(server);
}

static void scratch_leaves_nothing(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();

    begin(server, TRANSACTION_SCRATCH);
    run(server, "CREATE TABLE public.scratched (a int)");
    commit(server);
    assert_string_equal(raw_run(raw, "SELECT to_regclass('public.scratched')::text"), "");
}

static void a_failed_transaction_is_not_committed(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    Statement wrong = sql("SELECT 1 / 0");

    begin(server, TRANSACTION_WRITE);
    assert_false(query_execute(server, &wrong, SQL_NO_VALUES, NULL, &error));
    assert_int_equal(error.outcome, OUTCOME_SERVER_ERROR);
    assert_string_equal(error.sqlstate, "22012");
    assert_string_equal(error.message, "the server refused a test");
    assert_string_equal(error.detail, "division by zero");
    assert_false(transaction_commit(server, &error));
    assert_int_equal(error.outcome, OUTCOME_SERVER_ERROR);
    begin(server, TRANSACTION_WRITE);
    commit(server);
}

/* What a body finds and how often it came. */
typedef struct {
    int times;
    int release_at;
    PGconn *holder;
} Contest;

static bool take_row(Server *server, void *context, Error *error)
{
    Contest *contest = context;
    Statement statement = sql("UPDATE contested SET a = a + 1");

    if (++contest->times == contest->release_at)
        raw_run(contest->holder, "COMMIT");
    return query_execute(server, &statement, SQL_NO_VALUES, NULL, error);
}

static void a_lock_timeout_is_retried(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    TransactionOptions options = {.kind = TRANSACTION_WRITE, .lock_timeout_ms = 50};
    Contest contest = {.release_at = 3, .holder = raw};

    raw_run(raw, "CREATE TABLE public.contested AS SELECT 1 AS a");
    raw_run(raw, "BEGIN; UPDATE contested SET a = 10");
    assert_true(transaction_run(server, &options, 5, take_row, &contest, &error));
    assert_int_equal(contest.times, 3);
    assert_string_equal(raw_run(raw, "SELECT a FROM contested"), "11");

    raw_run(raw, "BEGIN; UPDATE contested SET a = 20");
    contest = (Contest){.release_at = -1};
    assert_false(transaction_run(server, &options, 2, take_row, &contest, &error));
    assert_int_equal(contest.times, 2);
    assert_string_equal(error.sqlstate, "55P03");
    assert_non_null(strstr(error.hint, "lock"));
    raw_run(raw, "ROLLBACK; DROP TABLE contested");
}

static bool lock_crosswise(Server *server, void *context, Error *error)
{
    Contest *contest = context;
    Statement second = sql("UPDATE crossed SET a = 0 WHERE a = 2");
    Statement first = sql("UPDATE crossed SET a = 0 WHERE a = 1");

    contest->times++;
    if (!query_execute(server, &second, SQL_NO_VALUES, NULL, error))
        return false;
    if (contest->times == 1) {
        assert_int_equal(PQsendQuery(raw, "UPDATE crossed SET a = 0 WHERE a = 2"), 1);
        usleep(100000);
    }
    return query_execute(server, &first, SQL_NO_VALUES, NULL, error);
}

static void a_deadlock_is_retried(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    TransactionOptions options = {.kind = TRANSACTION_WRITE, .lock_timeout_ms = 20000};
    Contest contest = {0};
    PGconn *other CLEANUP(raw_close) = raw_open();

    raw_run(other, "SET client_min_messages = warning");
    raw_run(other, "CREATE TABLE public.crossed AS SELECT * FROM generate_series(1, 2) AS a");
    raw_run(raw, "SET deadlock_timeout = '1h'");
    raw_run(raw, "BEGIN; UPDATE crossed SET a = 1 WHERE a = 1");

    /* The other side is let go when it has got what it waited for. */
    contest.holder = other;
    bool is_done = transaction_run(server, &options, 1, lock_crosswise, &contest, &error);
    assert_false(is_done);
    assert_string_equal(error.sqlstate, "40P01");
    assert_true(transaction_may_retry(&error));
    PQclear(PQgetResult(raw));
    assert_null(PQgetResult(raw));
    raw_run(raw, "ROLLBACK");
    assert_true(transaction_run(server, &options, 3, lock_crosswise, &contest, &error));
    assert_int_equal(contest.times, 2);
    raw_run(other, "DROP TABLE crossed");
}

static bool fail_for_good(Server *server, void *context, Error *error)
{
    Contest *contest = context;
    Statement statement = sql("SELECT nothing_of_that_name");

    contest->times++;
    return query_execute(server, &statement, SQL_NO_VALUES, NULL, error);
}

static void other_failures_are_not_retried(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    TransactionOptions options = {.kind = TRANSACTION_WRITE};
    Contest contest = {0};

    assert_false(transaction_run(server, &options, 5, fail_for_good, &contest, &error));
    assert_int_equal(contest.times, 1);
    assert_string_equal(error.sqlstate, "42703");
}

/* A trigger that acts when the transaction is committed. */
static void plan_at_commit(const char *action)
{
    raw_run(raw, "DROP TABLE IF EXISTS public.late; CREATE TABLE public.late (a int)");
    raw_run(raw, arena_format(arena,
                              "CREATE OR REPLACE FUNCTION public.at_commit() RETURNS trigger "
                              "LANGUAGE plpgsql AS $$BEGIN %s; RETURN NULL; END$$",
                              action));
    raw_run(raw, "CREATE CONSTRAINT TRIGGER at_commit AFTER INSERT ON public.late DEFERRABLE "
                 "INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION public.at_commit()");
}

static void forget_at_commit(void)
{
    raw_run(raw, "DROP TABLE public.late; DROP FUNCTION public.at_commit()");
}

static void a_refused_commit_is_not_in_doubt(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};

    plan_at_commit("RAISE EXCEPTION 'too late' USING ERRCODE = '23503'");
    begin(server, TRANSACTION_WRITE);
    run(server, "INSERT INTO late VALUES (1)");
    assert_false(transaction_commit(server, &error));
    assert_int_equal(error.outcome, OUTCOME_SERVER_ERROR);
    assert_string_equal(error.sqlstate, "23503");
    assert_string_equal(raw_run(raw, "SELECT count(*) FROM late"), "0");
    begin(server, TRANSACTION_READ);
    commit(server);
    forget_at_commit();
}

static void a_commit_cut_by_the_server_is_in_doubt(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};

    plan_at_commit("PERFORM pg_terminate_backend(pg_backend_pid())");
    begin(server, TRANSACTION_WRITE);
    run(server, "INSERT INTO late VALUES (1)");
    assert_false(transaction_commit(server, &error));
    assert_int_equal(error.outcome, OUTCOME_IN_DOUBT);
    assert_string_equal(raw_run(raw, "SELECT count(*) FROM late"), "0");

    /* And the next transaction has a new connection. */
    begin(server, TRANSACTION_WRITE);
    assert_string_equal(value_of(server, "SELECT 1"), "1");
    commit(server);
    forget_at_commit();
}

static void cut(int socket)
{
    shutdown(socket, SHUT_RDWR);
}

/* The line breaks while the server commits: it does commit, and we cannot know. */
static void a_commit_cut_on_the_way_is_in_doubt(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};

    plan_at_commit("PERFORM pg_sleep(0.5)");
    begin(server, TRANSACTION_WRITE);
    if (PQserverVersion(raw) >= 140000)
        run(server, "SET LOCAL client_connection_check_interval = 0");
    run(server, "INSERT INTO late VALUES (1)");
    Event event = {200, cut, PQsocket(server->connection)};
    pthread_t thread = happens(&event);
    assert_false(transaction_commit(server, &error));
    pthread_join(thread, NULL);
    assert_int_equal(error.outcome, OUTCOME_IN_DOUBT);
    if (!is_pooled_run())
        for (int turn = 0; strcmp(raw_run(raw, "SELECT count(*) FROM late"), "1") != 0; turn++) {
            assert_in_range(turn, 0, 500);
            usleep(20000);
        }
    forget_at_commit();
}

static void a_cut_before_commit_is_a_plain_failure(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    Statement statement = sql("SELECT 1");

    begin(server, TRANSACTION_WRITE);
    const char *pid = value_of(server, "SELECT pg_backend_pid()");
    live_end(pid);
    assert_false(query_execute(server, &statement, SQL_NO_VALUES, NULL, &error));
    assert_int_equal(error.outcome, OUTCOME_SERVER_ERROR);
    assert_false(transaction_commit(server, &error));
    assert_int_equal(error.outcome, OUTCOME_SERVER_ERROR);
    transaction_rollback(server);
    begin(server, TRANSACTION_READ);
    commit(server);
}

static void a_line_that_died_while_idle_is_made_anew(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();

    begin(server, TRANSACTION_READ);
    const char *pid = value_of(server, "SELECT pg_backend_pid()");
    commit(server);
    live_end(pid);
    begin(server, TRANSACTION_WRITE);
    assert_string_not_equal(value_of(server, "SELECT pg_backend_pid()"), pid);
    assert_string_equal(setting_of(server, "timezone"), "UTC");
    commit(server);
}

static void the_id_tells_the_fate(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    const char *xid;

    begin(server, TRANSACTION_WRITE);
    assert_true(transaction_id(server, arena, &xid, &error));
    commit(server);
    assert_string_equal(raw_run(raw, arena_format(arena, "SELECT pg_xact_status('%s'::xid8)", xid)),
                        "committed");
    begin(server, TRANSACTION_WRITE);
    assert_true(transaction_id(server, arena, &xid, &error));
    transaction_rollback(server);
    assert_string_equal(raw_run(raw, arena_format(arena, "SELECT pg_xact_status('%s'::xid8)", xid)),
                        "aborted");
}

static void one_that_finishes_also_begins_after_a_signal(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    TransactionOptions options = {.kind = TRANSACTION_READ};
    Error error = {0};

    raise(SIGTERM);
    assert_false(transaction_begin(server, &options, &error));
    assert_int_equal(error.outcome, OUTCOME_TERMINATED);
    options.finishes = true;
    assert_true(transaction_begin(server, &options, &error));
    assert_string_equal(value_of(server, "SELECT 'heard'"), "heard");
    commit(server);
    interrupt_forget();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        live_test(a_transaction_pins_what_it_relies_on),
        live_test(nothing_of_it_stays_behind),
        live_test(no_lock_outlives_us),
        live_test(a_reader_sees_one_snapshot_and_changes_nothing),
        live_test(several_read_one_snapshot),
        live_test(companions_come_with_the_start),
        live_test(a_companion_that_fails_leaves_no_transaction),
        live_test(silence_has_its_own_limit),
        live_test(scratch_leaves_nothing),
        live_test(a_failed_transaction_is_not_committed),
        live_test(a_lock_timeout_is_retried),
        live_test(a_deadlock_is_retried),
        live_test(other_failures_are_not_retried),
        live_test(a_refused_commit_is_not_in_doubt),
        live_test(a_commit_cut_by_the_server_is_in_doubt),
        live_test(a_commit_cut_on_the_way_is_in_doubt),
        live_test(a_cut_before_commit_is_a_plain_failure),
        live_test(a_line_that_died_while_idle_is_made_anew),
        live_test(the_id_tells_the_fate),
        live_test(one_that_finishes_also_begins_after_a_signal),
    };

    return LIVE_MAIN("server/transaction", tests);
}
