/* VACUUM on a real server: it waits for nobody, and says what it passed over. */
#include "live.h"

#include "build/sql.h"
#include "server/connection.h"
#include "server/maintain.h"

static int set_up(void **state)
{
    live_set_up(state);
    raw_run(raw, "DROP SCHEMA IF EXISTS \"Maintain it\" CASCADE");
    raw_run(raw, "CREATE SCHEMA \"Maintain it\"");
    raw_run(raw,
            "CREATE TABLE \"Maintain it\".\"A \"\"table\" AS SELECT generate_series(1, 1000) AS n");
    return 0;
}

static int tear_down(void **state)
{
    raw_run(raw, "DROP SCHEMA IF EXISTS \"Maintain it\" CASCADE");
    return live_tear_down(state);
}

#define maintain_test(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

static Statement vacuum(void)
{
    const SqlNames names[] = {
        SQL_NAME("schema", "Maintain it"),
        SQL_NAME("table", "A \"table"),
        {0},
    };

    return statement_make(arena, &SQL_SERVER_MAINTAIN_VACUUM, &(StatementContext){.names = names});
}

static Maintenance maintain(Server *server)
{
    Statement statement = vacuum();
    Maintenance told;
    Error error = {0};

    if (!server_maintain(server, arena, &statement, 60000, &told, &error))
        fail_test("%s; %s", error.message, error.detail);
    return told;
}

static void it_is_done_outside_a_transaction(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Maintenance told = maintain(server);

    assert_false(told.was_skipped);
    assert_null(told.warning);
    assert_string_equal(raw_run(raw, "SELECT reltuples FROM pg_class WHERE relname = 'A \"table'"),
                        "1000");
    /* And transactions go on as ever. */
    begin(server, TRANSACTION_READ);
    assert_string_equal(value_of(server, "SHOW lock_timeout"), "3s");
    commit(server);
}

static void a_lock_of_somebody_else_is_not_waited_for(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    int64_t began = clock_monotonic_ms();

    raw_run(raw, "BEGIN");
    raw_run(raw, "LOCK TABLE \"Maintain it\".\"A \"\"table\" IN SHARE UPDATE EXCLUSIVE MODE");
    Maintenance told = maintain(server);
    raw_run(raw, "ROLLBACK");
    assert_true(told.was_skipped);
    assert_non_null(told.warning);
    assert_true(clock_monotonic_ms() - began < 10000);
    assert_false(maintain(server).was_skipped);
}

static void a_role_without_the_right_is_warned(void **state)
{
    (void) state;
    raw_run(raw, "DROP ROLE IF EXISTS maintain_guest");
    raw_run(raw, "CREATE ROLE maintain_guest LOGIN");
    raw_run(raw, "GRANT USAGE ON SCHEMA \"Maintain it\" TO maintain_guest");
    if (!is_pooled_run()) {
        Server *server CLEANUP(server_close) = live_connect_to("user=maintain_guest");
        Maintenance told = maintain(server);
        assert_false(told.was_skipped);
        assert_non_null(strstr(told.warning, "A \"table"));
    }
    raw_run(raw, "REVOKE ALL ON SCHEMA \"Maintain it\" FROM maintain_guest");
    raw_run(raw, "DROP ROLE maintain_guest");
}

static void a_lost_connection_is_made_anew(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();

    connection_drop(server);
    assert_null(maintain(server).warning);
}

static void a_signal_ends_it(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Statement statement = vacuum();
    Maintenance told;
    Error error = {0};

    raise(SIGINT);
    assert_false(server_maintain(server, arena, &statement, 60000, &told, &error));
    assert_int_equal(error.outcome, OUTCOME_INTERRUPTED);
    interrupt_forget();
    assert_null(maintain(server).warning);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        maintain_test(it_is_done_outside_a_transaction),
        maintain_test(a_lock_of_somebody_else_is_not_waited_for),
        maintain_test(a_role_without_the_right_is_warned),
        maintain_test(a_lost_connection_is_made_anew),
        maintain_test(a_signal_ends_it),
    };

    interrupt_watch();
    return LIVE_MAIN("server/maintain", tests);
}
