/* Queries, streams and the check of a statement, on a real server. */
#include "live.h"

#include "base/text.h"
#include "server/connection.h"

static void rows_are_read_by_name(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    Rows *rows CLEANUP(rows_release) = NULL;
    Statement statement =
        sql("SELECT 9007199254740993 AS large, 0.1::float8 + 0.2 AS \"Real\", "
            "true AS yes, NULL::int8 AS nothing, '{a}'::text[] AS list, "
            "'2026-01-02 03:04:05.678'::timestamp(3) AS at, '\\x00ff'::bytea AS b");

    begin(server, TRANSACTION_READ);
    assert_true(query(server, &statement, SQL_NO_VALUES, &rows, &error));
    commit(server);
    assert_int_equal(rows_count(rows), 1);
    assert_int_equal(rows_column_count(rows), 7);
    assert_int_equal(rows_number(rows, 0, "large"), 9007199254740993);
    assert_string_equal(rows_text(rows, 0, "Real"), "0.30000000000000004");
    assert_true(rows_real(rows, 0, "Real") > 0.3);
    assert_true(rows_boolean(rows, 0, "yes"));
    assert_true(rows_is_null(rows, 0, "nothing"));
    assert_int_equal(rows_number(rows, 0, "nothing"), 0);
    assert_false(rows_boolean(rows, 0, "nothing"));
    assert_null(rows_value(rows, 0, 3));
    assert_string_equal(rows_text(rows, 0, "at"), "2026-01-02 03:04:05.678");
    assert_string_equal(rows_text(rows, 0, "b"), "\\x00ff");
    assert_string_equal(rows_column_name(rows, 1), "Real");
    const char *const types[] = {"int8", "float8", "bool", "int8", "text[]", "timestamp", "bytea"};
    for (int column = 0; column < 7; column++)
        assert_string_equal(rows_column_type(rows, column), types[column]);
}

static void values_are_parameters(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    Rows *rows CLEANUP(rows_release) = NULL;
    static const SqlParameter PARAMETERS[] = {
        {"words", "text[]", ""}, {"one", "text", ""}, {NULL, NULL, NULL}};
    SqlText text = {.name = "a test", .parameters = PARAMETERS, .returns = ""};
    Statement statement = {
        .sql = &text, .text = "SELECT unnest($1::text[]) AS word, $2::text IS NULL AS is_null"};
    const char *const words[] = {"a\"b", "c\\d", "e,f", "", "NULL", "{x}", "Robert'); --", NULL};

    begin(server, TRANSACTION_READ);
    assert_true(query(
        server, &statement,
        SQL_VALUES({"other", "ignored"}, {"one", NULL}, {"words", query_text_array(arena, words)}),
        &rows, &error));
    commit(server);
    assert_int_equal(rows_count(rows), 7);
    for (int row = 0; row < 7; row++)
        assert_string_equal(rows_text(rows, row, "word"), words[row]);
    assert_true(rows_boolean(rows, 0, "is_null"));
    assert_string_equal(query_text_array(arena, (const char *const[]){NULL}), "{}");
}

static void the_count_of_changed_rows_is_told(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    int64_t affected = -1;
    Statement statement = sql("UPDATE pg_temp.counted SET a = 0 WHERE a > 3");

    begin(server, TRANSACTION_SCRATCH);
    run(server, "CREATE TEMPORARY TABLE counted AS SELECT generate_series(1, 10) AS a");
    assert_true(query_execute(server, &statement, SQL_NO_VALUES, &affected, &error));
    assert_int_equal(affected, 7);
    statement = sql("ANALYZE pg_temp.counted");
    assert_true(query_execute(server, &statement, SQL_NO_VALUES, &affected, &error));
    assert_int_equal(affected, 0);
    commit(server);
}

/* What a reader saw, and after how many rows it has had enough. */
typedef struct {
    int64_t rows;
    int64_t nulls;
    int64_t bytes;
    int headers;
    int columns;
    int64_t enough;
} Seen;

static bool look(void *context, const StreamRow *row, bool is_header, Error *error)
{
    Seen *seen = context;

    if (is_header) {
        assert_int_equal(seen->rows, 0);
        assert_null(row->values);
        assert_string_equal(row->names[0], "n");
        seen->headers++;
        seen->columns = row->column_count;
        return true;
    }
    seen->rows++;
    for (int column = 0; column < row->column_count; column++) {
        seen->nulls += row->values[column] == NULL;
        seen->bytes += row->lengths[column];
        assert_true(row->values[column] == NULL ||
                    strlen(row->values[column]) == (size_t) row->lengths[column]);
    }
    if (seen->rows == seen->enough)
        return fail(error, OUTCOME_FILE_ERROR, "the disk is full");
    return true;
}

static void a_stream_shows_every_row(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    Seen seen = {0};
    int64_t count = 0;
    Statement statement = sql("SELECT n, nullif(n % 2, 0) AS odd, repeat('x', 100) AS filler "
                              "FROM generate_series(1, 50000) AS n");

    begin(server, TRANSACTION_READ);
    assert_true(query_each(server, &statement, SQL_NO_VALUES, look, &seen, &count, &error));
    assert_int_equal(count, 50000);
    assert_int_equal(seen.rows, 50000);
    assert_int_equal(seen.nulls, 25000);
    assert_int_equal(seen.headers, 1);
    assert_int_equal(seen.columns, 3);

    seen = (Seen){0};
    statement = sql("SELECT 1 AS n WHERE false");
    assert_true(query_each(server, &statement, SQL_NO_VALUES, look, &seen, &count, &error));
    assert_int_equal(count, 0);
    assert_int_equal(seen.headers, 1);
    assert_int_equal(seen.columns, 1);
    commit(server);
}

static void a_reader_can_stop_a_stream(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    Seen seen = {.enough = 10};
    Statement statement = sql("SELECT generate_series(1, 50000000) AS n");

    begin(server, TRANSACTION_READ);
    int64_t start = clock_monotonic_ms();
    assert_false(query_each(server, &statement, SQL_NO_VALUES, look, &seen, NULL, &error));
    assert_int_equal(error.outcome, OUTCOME_FILE_ERROR);
    assert_string_equal(error.message, "the disk is full");
    assert_int_equal(seen.rows, 10);
    assert_in_range(clock_monotonic_ms() - start, 0, 3000);
    transaction_rollback(server);
    begin(server, TRANSACTION_READ);
    assert_string_equal(value_of(server, "SELECT 'usable'"), "usable");
    commit(server);
}

static void a_stream_that_fails_midway_says_so(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    Seen seen = {0};
    Statement statement = sql("SELECT 1 / (20000 - n) AS n FROM generate_series(1, 30000) AS n");

    begin(server, TRANSACTION_READ);
    assert_false(query_each(server, &statement, SQL_NO_VALUES, look, &seen, NULL, &error));
    assert_string_equal(error.detail, "division by zero");
    assert_string_equal(error.sqlstate, "22012");
    transaction_rollback(server);
    begin(server, TRANSACTION_READ);
    commit(server);
}

static bool stop_us(void *context, const StreamRow *row, bool is_header, Error *error)
{
    (void) row;
    (void) is_header;
    (void) error;
    int *rows = context;

    if (++*rows == 5)
        raise(SIGTERM);
    return true;
}

static void a_signal_ends_a_stream(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    int rows = 0;
    Statement statement = sql("SELECT n, pg_sleep(0.01) FROM generate_series(1, 10000) AS n");

    begin(server, TRANSACTION_READ);
    assert_false(query_each(server, &statement, SQL_NO_VALUES, stop_us, &rows, NULL, &error));
    assert_int_equal(error.outcome, OUTCOME_TERMINATED);
    transaction_rollback(server);
    interrupt_forget();
    begin(server, TRANSACTION_READ);
    commit(server);
}

static void a_line_lost_in_a_query_is_said(void **state)
{
    (void) state;
    if (is_pooled_run())
        skip();
    Server *server CLEANUP(server_close) = live_connect();
    Error error = {0};
    Statement statement = sql("SELECT pg_terminate_backend(pg_backend_pid()), pg_sleep(1)");

    begin(server, TRANSACTION_WRITE);
    assert_false(query_execute(server, &statement, SQL_NO_VALUES, NULL, &error));
    assert_int_equal(error.outcome, OUTCOME_SERVER_ERROR);
    assert_string_equal(error.sqlstate, "57P01");
    transaction_rollback(server);

    begin(server, TRANSACTION_WRITE);
    shutdown(PQsocket(server->connection), SHUT_RDWR);
    statement = sql("SELECT 1");
    assert_false(query_execute(server, &statement, SQL_NO_VALUES, NULL, &error));
    assert_int_equal(error.outcome, OUTCOME_SERVER_ERROR);
    assert_string_equal(error.message, "the connection to the server was lost");
    transaction_rollback(server);
}

/* A header against what the statement does. */
static bool is_as_said(Server *server, const char *text, const SqlParameter *parameters,
                       const char *returns, const SqlNames *names, Error *error)
{
    SqlText declared = {
        .name = "server/test/it", .parameters = parameters, .returns = returns, .text = text};
    StatementContext context = {.names = names};
    Statement statement = statement_make(arena, &declared, &context);
    static const CatalogColumn COLUMNS[] = {
        {.name = "a", .type = "integer"}, {.name = "b", .type = "timestamp(3) without time zone"}};
    static const CatalogTable TABLE = {.name = "checked", .columns = COLUMNS, .column_count = 2};
    static const Catalog CATALOG = {.tables = &TABLE, .table_count = 1};

    *error = (Error){0};
    begin(server, TRANSACTION_READ);
    bool is_right = query_check(server, &statement, &CATALOG, error);
    transaction_rollback(server);
    return is_right;
}

static void a_header_is_compared_with_the_server(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();
    Error error;
    const SqlParameter none[] = {{NULL, NULL, NULL}};
    const SqlParameter one[] = {{"p", "int8", ""}, {NULL, NULL, NULL}};
    const SqlParameter list[] = {{"p", "text[]", ""}, {NULL, NULL, NULL}};
    const SqlNames *names = SQL_NAMES(SQL_NAME("table", "checked"), SQL_NAME("key", "b"));

    raw_run(raw, "CREATE TYPE public.mood AS ENUM ('good')");
    raw_run(raw, "CREATE TABLE public.checked (a int, b timestamp(3), c mood)");
    assert_true(is_as_said(server, "SELECT $1::int8 AS n", one, "n int8", NULL, &error));
    assert_false(is_as_said(server, "SELECT $1::int4 AS n", one, "n int4", NULL, &error));
    assert_int_equal(error.outcome, OUTCOME_FOUND);
    assert_string_equal(error.detail, "parameters: the header says (int8), the server (int4)");
    assert_false(is_as_said(server, "SELECT $1::int8 AS n", one, "n int4", NULL, &error));
    assert_false(is_as_said(server, "SELECT $1::int8 AS n", one, "m int8", NULL, &error));
    assert_false(is_as_said(server, "SELECT 1::int8 AS n", one, "n int8", NULL, &error));
    assert_false(is_as_said(server, "SELECT 1 AS n, 2 AS m", none, "n int4", NULL, &error));
    assert_true(is_as_said(server, "SELECT a = ANY ($1::text[]) AS x FROM (SELECT ''::text AS a) t",
                           list, "x bool", NULL, &error));
    assert_true(
        is_as_said(server, "DELETE FROM checked RETURNING a, b", none, "checked.*", NULL, &error));
    assert_false(is_as_said(server, "SELECT * FROM checked", none, "checked.*", NULL, &error));
    assert_true(is_as_said(server, "SELECT :\"key\", c AS old FROM :\"table\"", none,
                           ":key, old mood", names, &error));
    assert_true(is_as_said(server, "SELECT a, b FROM :\"table\"", none, ":table.*", names, &error));
    assert_false(is_as_said(server, "SELECT no_such_column FROM checked", none, "", NULL, &error));
    assert_string_equal(error.sqlstate, "42703");
    raw_run(raw, "DROP TABLE checked; DROP TYPE mood");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        live_test(rows_are_read_by_name),
        live_test(values_are_parameters),
        live_test(the_count_of_changed_rows_is_told),
        live_test(a_stream_shows_every_row),
        live_test(a_reader_can_stop_a_stream),
        live_test(a_stream_that_fails_midway_says_so),
        live_test(a_signal_ends_a_stream),
        live_test(a_line_lost_in_a_query_is_said),
        live_test(a_header_is_compared_with_the_server),
    };

    return LIVE_MAIN("server/query", tests);
}
