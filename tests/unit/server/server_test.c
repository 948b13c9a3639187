/* Connecting to a real server, and being refused in every way. */
#include "live.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include "../capture.h"
#include "server/connection.h"

static const char SECRET[] = "correct+horse%2Bbattery";

/* Everything that would be printed. */
static const char *refusal(const char *dbname, Error *error)
{
    Server *server = NULL;
    ServerOptions options = {.dbname = dbname, .command = "live test"};

    *error = (Error){0};
    if (server_connect(&options, &server, error)) {
        server_close(&server);
        fail_test("connected to %s", dbname);
    }
    return arena_format(arena, "%s|%s|%s", error->message, error->detail, error->hint);
}

static const char *port(void)
{
    return getenv("PGPORT");
}

static void the_identity_is_true(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    const ServerIdentity *identity = server_identity(server);

    assert_string_equal(identity->database, raw_run(raw, "SELECT current_database()"));
    assert_string_equal(identity->user, raw_run(raw, "SELECT current_user"));
    assert_string_equal(identity->schema, "public");
    assert_string_equal(arena_format(arena, "%d", identity->version_number),
                        raw_run(raw, "SHOW server_version_num"));
    assert_int_equal(
        strncmp(raw_run(raw, "SHOW server_version"), identity->version, strlen(identity->version)),
        0);
    assert_null(strchr(identity->version, ' '));
    assert_string_equal(identity->system_identifier,
                        raw_run(raw, "SELECT system_identifier FROM pg_control_system()"));
    assert_int_equal(identity->timeline, 1);
    assert_int_equal(identity->is_pooled, is_pooled_run());
    assert_false(identity->is_standby);
    assert_false(identity->is_read_only);
    assert_false(identity->is_encrypted);
}

static void the_server_sees_who_we_are(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();

    begin(server, TRANSACTION_READ);
    assert_string_equal(value_of(server, "SHOW application_name"), "litellm-dba/live test");
    assert_string_equal(value_of(server, "SHOW client_encoding"), "UTF8");
    commit(server);
}

static void the_schema_comes_from_the_url_or_the_option(void **state)
{
    (void) state;
    Server *server = live_connect_to(
        arena_format(arena, "postgresql:///?schema=Lite+LLM&connection_limit=5&port=%s", port()));
    Error error = {0};

    assert_string_equal(server_identity(server)->schema, "Lite LLM");
    begin(server, TRANSACTION_READ);
    assert_string_equal(value_of(server, "SHOW search_path"), "pg_catalog, \"Lite LLM\", pg_temp");
    commit(server);
    server_close(&server);

    ServerOptions options = {.dbname = "postgresql:///?schema=one", .schema = "two\"x"};
    assert_true(server_connect(&options, &server, &error));
    begin(server, TRANSACTION_READ);
    assert_string_equal(value_of(server, "SHOW search_path"), "pg_catalog, \"two\"\"x\", pg_temp");
    commit(server);
    server_close(&server);
}

static void a_role_without_the_control_file_is_served(void **state)
{
    (void) state;
    raw_run(raw, "REVOKE EXECUTE ON FUNCTION pg_control_system() FROM public");
    raw_run(raw, "CREATE ROLE plain LOGIN");
    Server *server CLEANUP(server_close) = live_connect_to("user=plain");

    assert_string_equal(server_identity(server)->system_identifier, "");
    assert_int_equal(server_identity(server)->timeline, 0);
    assert_string_equal(server_identity(server)->user, "plain");
    raw_run(raw, "GRANT EXECUTE ON FUNCTION pg_control_system() TO public");
    raw_run(raw, "DROP ROLE plain");
}

static void a_role_that_only_reads_is_known(void **state)
{
    (void) state;
    Error error = {0};
    Statement statement = sql("CREATE TABLE public.never (a int)");

    raw_run(raw, "CREATE ROLE reader LOGIN");
    raw_run(raw, "ALTER ROLE reader SET default_transaction_read_only = on");
    Server *server = live_connect_to("user=reader");
    assert_true(server_identity(server)->is_read_only);
    begin(server, TRANSACTION_WRITE);
    assert_false(query_execute(server, &statement, SQL_NO_VALUES, NULL, &error));
    assert_string_equal(error.sqlstate, "25006");
    server_close(&server);

    raw_run(raw, "ALTER ROLE reader RESET ALL");
    raw_run(raw, "CREATE TABLE public.closed AS SELECT 1 AS a");
    server = live_connect_to("user=reader");
    assert_false(server_identity(server)->is_read_only);
    statement = sql("SELECT a FROM closed");
    begin(server, TRANSACTION_WRITE);
    assert_false(query_execute(server, &statement, SQL_NO_VALUES, NULL, &error));
    assert_string_equal(error.sqlstate, "42501");
    assert_string_equal(error.detail, "permission denied for table closed");
    assert_non_null(strstr(error.hint, "GRANT SELECT"));
    server_close(&server);
    raw_run(raw, "DROP TABLE closed; DROP ROLE reader");
}

static void a_wrong_password_is_never_said(void **state)
{
    (void) state;
    Error error;
    Capture capture = capture_begin(stderr);
    const char *words = arena_format(
        arena, "%s\n%s\n%s",
        refusal(arena_format(arena, "postgresql://dba:%s@127.0.0.1:%s/postgres", SECRET, port()),
                &error),
        refusal(
            arena_format(arena, "host=127.0.0.1 user=dba password='%s' dbname=postgres", SECRET),
            &error),
        refusal(arena_format(arena, "postgresql://dba:%s@127.0.0.1:%s/gone?sslmode=require", SECRET,
                             port()),
                &error));
    char *talk = capture_end(&capture);

    assert_null(strstr(words, "horse"));
    assert_null(strstr(talk, "horse"));
    assert_non_null(strstr(talk, "a password in --dbname can be seen"));
    free(talk);
    refusal(arena_format(arena, "postgresql://dba:%s@127.0.0.1:%s/postgres", SECRET, port()),
            &error);
    assert_int_equal(error.outcome, OUTCOME_SERVER_ERROR);
    assert_string_equal(error.sqlstate, "28P01");
    assert_string_equal(error.message, "could not connect to the server");
    assert_non_null(
        strstr(error.detail, "FATAL:  password authentication failed for user \"dba\""));
    assert_null(strstr(error.detail, "LOCATION"));
    assert_null(strstr(error.detail, "28P01"));
    assert_non_null(strstr(error.hint, "~/.pgpass"));
}

static void no_password_at_all_has_its_own_hint(void **state)
{
    (void) state;
    Error error;

    refusal("host=127.0.0.1 user=dba dbname=postgres passfile=/dev/null", &error);
    assert_non_null(strstr(error.hint, "PGPASSFILE"));
}

static void other_refusals_have_their_hints(void **state)
{
    (void) state;
    Error error;

    refusal("dbname=no_such_database", &error);
    assert_string_equal(error.sqlstate, "3D000");
    assert_non_null(strstr(error.hint, "DATABASE_URL"));
    refusal("host=127.0.0.1 port=1 dbname=x", &error);
    assert_non_null(strstr(error.detail, "Connection refused"));
    assert_non_null(strstr(error.hint, "port-forward"));
    refusal("host=/nowhere dbname=x", &error);
    assert_non_null(strstr(error.hint, "socket"));
    refusal("host=no-such-host.invalid dbname=x", &error);
    assert_non_null(strstr(error.hint, "kubectl port-forward"));
    refusal("postgresql://h/d?frobnicate=1", &error);
    assert_int_equal(error.outcome, OUTCOME_USAGE);
}

static void words_of_libpq_are_made_readable(void **state)
{
    (void) state;
    char words[200], sqlstate[6];

    failure_words("connection to server at \"h\" failed: FATAL:  28P01: wrong: \"x\"\n"
                  "DETAIL:  more\nLOCATION:  auth_failed, auth.c:338\n"
                  "connection to server at \"h\" failed: FATAL:  28P01: wrong: \"x\"\n",
                  words, sizeof words, sqlstate);
    assert_string_equal(words, "connection to server at \"h\" failed: FATAL:  wrong: \"x\"\n"
                               "DETAIL:  more");
    assert_string_equal(sqlstate, "28P01");
    failure_words("no: route", words, sizeof words, sqlstate);
    assert_string_equal(words, "no: route");
    assert_string_equal(sqlstate, "");
    failure_words("", words, sizeof words, sqlstate);
    assert_string_equal(words, "");
    failure_words("0123456789\nabcdefgh", words, 12, sqlstate);
    assert_string_equal(words, "0123456789\n");
}

/* '+' is tried as LiteLLM means it, then as it stands. */
static void a_plus_in_a_url_is_read_both_ways(void **state)
{
    (void) state;
    Server *server;
    Capture capture = capture_begin(stderr);

    raw_run(raw, "CREATE ROLE \"plus one\" LOGIN PASSWORD 'a b+c'");
    server = live_connect_to(
        arena_format(arena, "postgresql://plus+one:a+b%%2Bc@127.0.0.1:%s/postgres", port()));
    assert_string_equal(server_identity(server)->user, "plus one");
    server_close(&server);

    raw_run(raw, "ALTER ROLE \"plus one\" RENAME TO \"plus+one\"");
    raw_run(raw, "ALTER ROLE \"plus+one\" PASSWORD 'x+y'");
    server = live_connect_to(
        arena_format(arena, "postgresql://plus+one:x+y@127.0.0.1:%s/postgres", port()));
    assert_string_equal(server_identity(server)->user, "plus+one");
    begin(server, TRANSACTION_READ);
    const char *pid = value_of(server, "SELECT pg_backend_pid()");
    commit(server);
    /* Which way it was is remembered. */
    live_end(pid);
    begin(server, TRANSACTION_READ);
    commit(server);
    server_close(&server);
    free(capture_end(&capture));
    raw_run(raw, "DROP ROLE \"plus+one\"");
}

static PGconn *occupant;

static void leave(int number)
{
    (void) number;
    raw_close(&occupant);
}

static void a_full_server_is_tried_again(void **state)
{
    (void) state;
    Error error;

    raw_run(raw, "CREATE ROLE narrow LOGIN CONNECTION LIMIT 1");
    occupant = PQconnectdb("user=narrow");
    Event event = {600, leave, 0};
    pthread_t thread = happens(&event);
    Server *server = live_connect_to("user=narrow");
    pthread_join(thread, NULL);

    int64_t start = clock_monotonic_ms();
    refusal("user=narrow", &error);
    assert_string_equal(error.sqlstate, "53300");
    assert_in_range(clock_monotonic_ms() - start, 2000, 7000);
    server_close(&server);
    usleep(100000);
    raw_run(raw, "DROP ROLE narrow");
}

static void signal_us(int number)
{
    kill(getpid(), number);
}

/* Takes connections and never says a word. */
static int open_silent_port(int *number)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM, 0);

    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(listener, (struct sockaddr *) &address, sizeof address), 0);
    assert_int_equal(listen(listener, 4), 0);
    assert_int_equal(getsockname(listener, (struct sockaddr *) &address, &size), 0);
    *number = ntohs(address.sin_port);
    return listener;
}

static void a_silent_port_is_given_up(void **state)
{
    (void) state;
    Error error;
    int number;
    int listener = open_silent_port(&number);
    int64_t start = clock_monotonic_ms();

    refusal(arena_format(arena, "host=127.0.0.1 port=%d connect_timeout=1 dbname=x", number),
            &error);
    assert_in_range(clock_monotonic_ms() - start, 900, 2000);
    assert_string_equal(
        error.detail,
        arena_format(arena, "no answer from \"127.0.0.1\", port %d, within 1 s", number));

    Event event = {200, signal_us, SIGTERM};
    pthread_t thread = happens(&event);
    start = clock_monotonic_ms();
    refusal(arena_format(arena, "host=127.0.0.1 port=%d dbname=x", number), &error);
    pthread_join(thread, NULL);
    assert_int_equal(error.outcome, OUTCOME_TERMINATED);
    assert_in_range(clock_monotonic_ms() - start, 100, 1000);
    close(listener);
}

static void a_signal_cancels_what_runs(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    Statement statement = sql("SELECT pg_sleep(20)");
    Event event = {300, signal_us, SIGINT};

    begin(server, TRANSACTION_WRITE);
    int64_t start = clock_monotonic_ms();
    pthread_t thread = happens(&event);
    assert_false(query_execute(server, &statement, SQL_NO_VALUES, NULL, &error));
    pthread_join(thread, NULL);
    assert_int_equal(error.outcome, OUTCOME_INTERRUPTED);
    assert_in_range(clock_monotonic_ms() - start, 250, 1300);
    assert_string_equal(
        raw_run(raw, "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%sleep(20)' AND "
                     "state = 'active' AND pid <> pg_backend_pid()"),
        "0");

    /* From now on nothing new is started, but what is open can be closed. */
    assert_false(query_execute(server, &statement, SQL_NO_VALUES, NULL, &error));
    assert_int_equal(error.outcome, OUTCOME_INTERRUPTED);
    transaction_rollback(server);
    assert_false(transaction_begin(server, &(TransactionOptions){0}, &error));
    assert_int_equal(error.outcome, OUTCOME_INTERRUPTED);
    interrupt_forget();
    begin(server, TRANSACTION_WRITE);
    assert_string_equal(value_of(server, "SELECT 'usable'"), "usable");
    commit(server);
}

static void a_commit_is_not_interrupted(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();

    raw_run(raw, "CREATE TABLE public.kept (a int)");
    begin(server, TRANSACTION_WRITE);
    run(server, "INSERT INTO kept VALUES (1)");
    raise(SIGINT);
    commit(server);
    interrupt_forget();
    assert_string_equal(raw_run(raw, "SELECT count(*) FROM kept"), "1");
    raw_run(raw, "DROP TABLE kept");
}

static void a_slow_statement_ends_by_its_timeout(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    Statement statement = sql("SELECT pg_sleep(20)");
    TransactionOptions options = {.kind = TRANSACTION_WRITE, .statement_timeout_ms = 200};

    assert_true(transaction_begin(server, &options, &error));
    assert_false(query_execute(server, &statement, SQL_NO_VALUES, NULL, &error));
    assert_int_equal(error.outcome, OUTCOME_SERVER_ERROR);
    assert_string_equal(error.sqlstate, "57014");
    assert_string_equal(error.detail, "canceling statement due to statement timeout");
    assert_non_null(strstr(error.hint, "timeout"));
    transaction_rollback(server);
}

/* A server that hangs altogether: the answer is waited for, but not for ever. */
static void a_server_that_hangs_is_given_up(void **state)
{
    (void) state;
    if (is_pooled_run())
        skip();
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    Statement statement = sql("SELECT 1");

    begin(server, TRANSACTION_WRITE);
    pid_t pid = (pid_t) atol(value_of(server, "SELECT pg_backend_pid()"));
    if (kill(pid, SIGSTOP) != 0)
        skip();
    server->answer_within_ms = 500;
    int64_t start = clock_monotonic_ms();
    bool is_answered = query_execute(server, &statement, SQL_NO_VALUES, NULL, &error);
    kill(pid, SIGCONT);
    assert_false(is_answered);
    assert_string_equal(error.message, "the server does not answer");
    assert_in_range(clock_monotonic_ms() - start, 400, 7000);
    transaction_rollback(server);
    begin(server, TRANSACTION_READ);
    commit(server);
}

/* PgBouncer takes no startup options: we do without rather than fail. */
static void a_pooler_that_takes_no_options_is_served(void **state)
{
    (void) state;
    Capture capture = capture_begin(stderr);
    setenv("PGOPTIONS", "-c work_mem=5MB", 1);
    Server *server CLEANUP(server_close) = live_connect();
    unsetenv("PGOPTIONS");
    char *talk = capture_end(&capture);

    begin(server, TRANSACTION_READ);
    assert_string_equal(value_of(server, "SHOW work_mem"), is_pooled_run() ? "4MB" : "5MB");
    commit(server);
    assert_int_equal(strstr(talk, "PGOPTIONS") != NULL, is_pooled_run());
    free(talk);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        live_test(the_identity_is_true),
        live_test(the_server_sees_who_we_are),
        live_test(the_schema_comes_from_the_url_or_the_option),
        live_test(a_role_without_the_control_file_is_served),
        live_test(a_role_that_only_reads_is_known),
        live_test(a_wrong_password_is_never_said),
        live_test(no_password_at_all_has_its_own_hint),
        live_test(other_refusals_have_their_hints),
        live_test(words_of_libpq_are_made_readable),
        live_test(a_plus_in_a_url_is_read_both_ways),
        live_test(a_full_server_is_tried_again),
        live_test(a_silent_port_is_given_up),
        live_test(a_signal_cancels_what_runs),
        live_test(a_commit_is_not_interrupted),
        live_test(a_slow_statement_ends_by_its_timeout),
        live_test(a_server_that_hangs_is_given_up),
        live_test(a_pooler_that_takes_no_options_is_served),
    };

    return LIVE_MAIN("server/server", tests);
}
