/* COPY in both directions, on a real server. */
#include "live.h"

#include "base/text.h"
#include "server/connection.h"
#include "server/copy.h"

static void copy_takes_csv(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    int64_t count = 0;
    Statement statement = sql("COPY pg_temp.copied (a, b) FROM STDIN (FORMAT csv, HEADER)");

    begin(server, TRANSACTION_SCRATCH);
    run(server, "CREATE TEMPORARY TABLE copied (a int, b text)");
    assert_true(copy_in_begin(server, &statement, &error));
    assert_true(copy_in_write(server, "a,b\n1,\"x,\"\"y", 12, &error));
    assert_true(copy_in_write(server, "\"\"\"\n2,\n3,\"\"\n", 12, &error));
    for (int row = 0; row < 100000; row++) {
        const char *line = "4,a line that is long enough to fill what the socket can hold\n";
        assert_true(copy_in_write(server, line, strlen(line), &error));
    }
    /* One value of three million bytes that never repeats itself. */
    Text *large = text_new(arena);
    for (int number = 1000000; number < 1428571; number++)
        text_addf(large, "%d", number);
    const char *line = arena_format(arena, "5,%s\n", text_value(large));
    assert_true(copy_in_write(server, line, strlen(line), &error));
    assert_true(copy_in_end(server, &count, &error));
    assert_int_equal(count, 100004);
    assert_string_equal(value_of(server, "SELECT b FROM copied WHERE a = 5"), text_value(large));
    assert_string_equal(value_of(server, "SELECT b FROM copied WHERE a = 1"), "x,\"y\"");
    assert_string_equal(value_of(server, "SELECT b IS NULL FROM copied WHERE a = 2"), "t");
    assert_string_equal(value_of(server, "SELECT b FROM copied WHERE a = 3"), "");
    commit(server);
}

static void a_bad_copy_fails_and_leaves_the_line_usable(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    Statement statement = sql("COPY pg_temp.copied (a) FROM STDIN (FORMAT csv)");

    begin(server, TRANSACTION_SCRATCH);
    run(server, "CREATE TEMPORARY TABLE copied (a int)");
    assert_true(copy_in_begin(server, &statement, &error));
    assert_true(copy_in_write(server, "one\n", 4, &error));
    assert_false(copy_in_end(server, NULL, &error));
    assert_string_equal(error.sqlstate, "22P02");
    transaction_rollback(server);

    /* One that is never ended. */
    begin(server, TRANSACTION_SCRATCH);
    run(server, "CREATE TEMPORARY TABLE copied (a int)");
    assert_true(copy_in_begin(server, &statement, &error));
    assert_true(copy_in_write(server, "1\n", 2, &error));
    transaction_rollback(server);
    begin(server, TRANSACTION_READ);
    assert_string_equal(value_of(server, "SELECT 'usable'"), "usable");
    commit(server);
}

typedef struct {
    Text *text;
    int64_t rows;
    int64_t stop_at; /* 0: never */
} Heard;

static bool hear(void *context, const char *row, size_t size, Error *error)
{
    Heard *heard = context;

    heard->rows++;
    if (heard->stop_at == heard->rows)
        return fail(error, OUTCOME_FILE_ERROR, "that is enough");
    text_add_span(heard->text, row, size);
    return true;
}

static void rows_come_out_as_copy_writes_them(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    Heard heard = {.text = text_new(arena)};
    int64_t count;
    Statement statement = sql("COPY (SELECT * FROM (VALUES (1, NULL, ''), (2, E'a \"b\"\\nc', ' x "
                              "'), (3, ',', 'é')) AS v "
                              "ORDER BY 1) TO STDOUT (FORMAT csv)");

    begin(server, TRANSACTION_READ);
    assert_true(copy_out(server, &statement, hear, &heard, &count, &error));
    assert_string_equal(value_of(server, "SELECT 'usable'"), "usable");
    commit(server);
    assert_int_equal(count, 3);
    assert_int_equal(heard.rows, 3);
    assert_string_equal(text_value(heard.text), "1,,\"\"\n2,\"a \"\"b\"\"\nc\", x \n3,\",\",é\n");
}

static void many_rows_come_out_and_naps_cost_little(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    Heard heard = {.text = text_new(arena)};
    int64_t count;
    Statement statement =
        sql("COPY (SELECT n, repeat(md5(n::text), n % 40 + 1) FROM generate_series(1, 20000) AS n) "
            "TO STDOUT (FORMAT csv)");

    begin(server, TRANSACTION_READ);
    assert_true(copy_out(server, &statement, hear, &heard, &count, &error));
    assert_int_equal(count, 20000);
    assert_string_equal(
        value_of(server,
                 "SELECT sum(length(n::text) + 2 + length(repeat(md5(n::text), n % 40 + 1)))::text "
                 "FROM generate_series(1, 20000) AS n"),
        arena_format(arena, "%zu", text_length(heard.text)));
    commit(server);
}

static void values_of_a_copy_are_settings_of_the_transaction(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    Heard heard = {.text = text_new(arena)};
    int64_t count;
    Statement statement =
        sql("COPY (SELECT nullif(current_setting('litellm_dba.what'), '')::text, "
            "nullif(current_setting('litellm_dba.none'), '')::int8) TO STDOUT (FORMAT csv)");

    begin(server, TRANSACTION_READ);
    assert_true(copy_values(server, SQL_VALUES({"what", "a\"b\\', {}"}, {"none", NULL}), &error));
    assert_true(copy_out(server, &statement, hear, &heard, &count, &error));
    commit(server);
    assert_string_equal(text_value(heard.text), "\"a\"\"b\\', {}\",\n");
    begin(server, TRANSACTION_READ);
    assert_string_equal(
        value_of(server, "SELECT coalesce(current_setting('litellm_dba.what', true), '')"), "");
    commit(server);
}

static void a_reader_can_stop_a_copy(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    Heard heard = {.text = text_new(arena), .stop_at = 5};
    int64_t count;
    Statement statement = sql("COPY (SELECT generate_series(1, 10000000)) TO STDOUT (FORMAT csv)");

    begin(server, TRANSACTION_READ);
    assert_false(copy_out(server, &statement, hear, &heard, &count, &error));
    assert_string_equal(error.message, "that is enough");
    transaction_rollback(server);
    begin(server, TRANSACTION_READ);
    assert_string_equal(value_of(server, "SELECT 'usable'"), "usable");
    commit(server);
}

static void a_copy_that_fails_midway_says_so(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    Heard heard = {.text = text_new(arena)};
    int64_t count;
    Statement statement =
        sql("COPY (SELECT 1 / (500 - n) FROM generate_series(1, 1000) AS n) TO STDOUT");

    begin(server, TRANSACTION_READ);
    assert_false(copy_out(server, &statement, hear, &heard, &count, &error));
    assert_string_equal(error.sqlstate, "22012");
    assert_int_equal(heard.rows, 499);
    transaction_rollback(server);
    begin(server, TRANSACTION_READ);
    assert_string_equal(value_of(server, "SELECT 'usable'"), "usable");
    commit(server);
}

static void tell_us(int number)
{
    kill(getpid(), number);
}

static void a_signal_ends_a_copy_unless_it_is_to_finish(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    Heard heard = {.text = text_new(arena)};
    int64_t count;
    Statement endless = sql("COPY (SELECT generate_series(1, 1000000000)) TO STDOUT");
    Statement slow = sql("COPY (SELECT pg_sleep(0.05) FROM generate_series(1, 10)) TO STDOUT");
    Event stop = {.after_ms = 100, .act = tell_us, .number = SIGTERM};
    pthread_t thread = happens(&stop);

    begin(server, TRANSACTION_READ);
    assert_false(copy_out(server, &endless, hear, &heard, &count, &error));
    assert_int_equal(error.outcome, OUTCOME_TERMINATED);
    pthread_join(thread, NULL);
    transaction_rollback(server);
    interrupt_forget();

    thread = happens(&stop);
    TransactionOptions options = {.kind = TRANSACTION_READ, .finishes = true};
    assert_true(transaction_begin(server, &options, &error));
    assert_true(copy_out(server, &slow, hear, &heard, &count, &error));
    commit(server);
    pthread_join(thread, NULL);
    assert_true(interrupt_requested());
    interrupt_forget();
}

static void a_line_lost_in_a_copy_is_said(void **state)
{
    (void) state;
    if (is_pooled_run())
        skip();
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    Heard heard = {.text = text_new(arena)};
    int64_t count;
    Statement statement = sql("COPY (SELECT n, pg_terminate_backend(pg_backend_pid()) FROM "
                              "generate_series(1, 100000) AS n) TO STDOUT");

    begin(server, TRANSACTION_WRITE);
    assert_false(copy_out(server, &statement, hear, &heard, &count, &error));
    assert_int_equal(error.outcome, OUTCOME_SERVER_ERROR);
    transaction_rollback(server);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        live_test(copy_takes_csv),
        live_test(a_bad_copy_fails_and_leaves_the_line_usable),
        live_test(rows_come_out_as_copy_writes_them),
        live_test(many_rows_come_out_and_naps_cost_little),
        live_test(values_of_a_copy_are_settings_of_the_transaction),
        live_test(a_reader_can_stop_a_copy),
        live_test(a_copy_that_fails_midway_says_so),
        live_test(a_signal_ends_a_copy_unless_it_is_to_finish),
        live_test(a_line_lost_in_a_copy_is_said),
    };

    return LIVE_MAIN("server/copy", tests);
}
