/* CSV values as COPY's binary format: the same bytes as the server writes, for every type. */
#include "live.h"

#include "base/text.h"
#include "server/copy.h"
#include "server/encode.h"
#include "server/type.h"

/* One value without a server. */

static bool encodes_as(const char *type, const char *text, bool is_strict, Text *out, Error *error)
{
    EncoderColumn column = {.name = "c", .type = type};
    EncoderRequest request = {
        .file = "T.csv", .columns = &column, .column_count = 1, .is_strict = is_strict};
    Encoder *encoder = encoder_new(arena, &request);
    size_t length = text == NULL ? 0 : strlen(text);
    SheetRow row = {.values = &text, .lengths = &length, .count = 1, .number = 7};

    return encoder_add(encoder, &row, out, error);
}

static void what_is_no_value_is_refused(void **state)
{
    (void) state;
    static const struct {
        const char *type;
        const char *text;
    } WRONG[] = {
        {"bool", "true"},
        {"bool", ""},
        {"bool", "T"},
        {"int2", "32768"},
        {"int2", "-32769"},
        {"int4", "2147483648"},
        {"int4", ""},
        {"int4", "-"},
        {"int4", "+1"},
        {"int4", " 1"},
        {"int4", "1.0"},
        {"int8", "9223372036854775808"},
        {"int8", "-9223372036854775809"},
        {"int8", "99999999999999999999999"},
        {"float8", "1,5"},
        {"float8", "0x10"},
        {"float8", "nan"},
        {"float8", "inf"},
        {"float8", "1e"},
        {"float8", "1."},
        {"float8", ".5"},
        {"float8", " 1"},
        {"float8", "1e400"},
        {"float8", "1e-400"},
        {"float4", "1e39"},
        {"float4", "1e-60"},
        {"timestamp", ""},
        {"timestamp", "2026-11-21"},
        {"timestamp", "2026-11-21 03:00"},
        {"timestamp", "2026-11-21T03:00:00"},
        {"timestamp", "2026-11-21 03:00:00+00"},
        {"timestamp", "2026-11-21 03:00:00."},
        {"timestamp", "2026-11-21 03:00:00.1234567"},
        {"timestamp", "2026-11-31 03:00:00"},
        {"timestamp", "2025-02-29 03:00:00"},
        {"timestamp", "0000-01-01 00:00:00"},
        {"timestamp", "21/11/2026 03:00:00"},
        {"timestamp", "2026-13-01 03:00:00"},
        {"timestamp", "2026-11-21 24:00:00"},
        {"timestamp", "294277-01-01 00:00:00"},
        {"timestamp", "4714-11-23 00:00:00 BC"},
        {"timestamp", "2026-11-21 03:00:00 AD"},
        {"timestamp", "9999999-01-01 00:00:00"},
        {"timestamp", "99999999-01-01 00:00:00"},
        {"timestamptz", "2026-11-21 03:00:00"},
        {"timestamptz", "2026-11-21 03:00:00+01"},
        {"date", "2026-11-21 03:00:00"},
        {"date", "5874898-01-01"},
        {"date", "12-1-1"},
        {"bytea", "abc"},
        {"bytea", "\\x0"},
        {"bytea", "\\x0G"},
        {"uuid", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1"},
        {"uuid", "a0eebc999c0b-4ef8-bb6d-6bb9bd380a11-"},
        {"text", "\xff"},
        {"text", "\xed\xa0\x80"},
        {"name", "a name of more than sixty-three bytes, which nothing of PostgreSQL's may have"},
        {"jsonb", ""},
        {"jsonb", "{"},
        {"jsonb", "\"\\u0000\""},
        {"json", "{'a': 1}"},
        {"jsonb", "\"\xff\""},
        {"text[]", ""},
        {"text[]", "a"},
        {"text[]", "{"},
        {"text[]", "{a"},
        {"text[]", "{a,}"},
        {"text[]", "{,a}"},
        {"text[]", "{a b}"},
        {"text[]", "{\"a}"},
        {"text[]", "{\"a\\"},
        {"text[]", "{a}}"},
        {"text[]", "{a}x"},
        {"text[]", "{{a,b},{c}}"},
        {"text[]", "{{a},b}"},
        {"text[]", "{{{{{{{a}}}}}}}"},
        {"text[]", "{{}}"},
        {"text[]", "[0:1]={a}"},
        {"text[]", "[0:0]{a}"},
        {"text[]", "[1:0]={}"},
        {"text[]", "[0:0][0:0]={a}"},
        {"text[]", "[99999999999:99999999999]={a}"},
        {"text[]", "[a:b]={a}"},
        {"text[]", "{\xff}"},
        {"int4[]", "{1,x}"},
        {"int4[]", "{\"\"}"},
    };

    for (size_t at = 0; at < sizeof WRONG / sizeof *WRONG; at++) {
        Error error = {0};
        if (encodes_as(WRONG[at].type, WRONG[at].text, true, text_new(arena), &error))
            fail_test("taken for %s: %s", WRONG[at].type, WRONG[at].text);
        assert_int_equal(error.outcome, OUTCOME_FILE_ERROR);
        assert_string_equal(error.message, "\"T.csv\" is damaged at row 7, column \"c\"");
        assert_string_equal(
            error.detail, arena_format(arena, "what stands there is no %s as PostgreSQL writes it",
                                       WRONG[at].type));
    }
}

static void what_the_server_checks_anyway_is_checked_when_asked(void **state)
{
    (void) state;
    Error error = {0};

    assert_true(encodes_as("text", "\xff", false, text_new(arena), &error));
    assert_true(encodes_as("jsonb", "{", false, text_new(arena), &error));
    assert_false(encodes_as("int4", "{", false, text_new(arena), &error));
}

/* The rest is held against what a server does. */

typedef struct {
    Encoder *encoder;
    Text *csv;
    Text *out;
} Encoding;

static bool hear(void *context, const char *row, size_t size, Error *error)
{
    (void) error;
    text_add_span(context, row, size);
    return true;
}

static bool encode_row(const SheetRow *row, void *context, Error *error)
{
    Encoding *encoding = context;

    return encoder_add(encoding->encoder, row, encoding->out, error);
}

static Text *copied(Server *server, const char *statement)
{
    Error error = {0};
    Text *heard = text_new(arena);
    int64_t count;
    Statement made = sql(statement);

    if (!copy_out(server, &made, hear, heard, &count, &error))
        fail_test("%s; %s", error.message, error.detail);
    return heard;
}

static EncoderColumn *columns_of(Server *server, const char *table, size_t *count)
{
    Error error = {0};
    Rows *rows CLEANUP(rows_release) = NULL;
    Statement statement =
        sql(arena_format(arena,
                         "SELECT a.attname, format_type(a.atttypid, a.atttypmod), t.typtype = 'e' "
                         "FROM pg_attribute AS a JOIN pg_type AS t ON t.oid = a.atttypid "
                         "WHERE attrelid = '%s'::regclass AND attnum > 0 ORDER BY attnum",
                         table));

    assert_true(query(server, &statement, SQL_NO_VALUES, &rows, &error));
    *count = (size_t) rows_count(rows);
    EncoderColumn *columns = arena_array(arena, EncoderColumn, *count);
    for (int at = 0; at < rows_count(rows); at++)
        columns[at] = (EncoderColumn){
            .name = arena_copy(arena, rows_value(rows, at, 0)),
            .type = type_shorten(arena, rows_value(rows, at, 1)),
            .is_enum = rows_value(rows, at, 2)[0] == 't',
        };
    return columns;
}

/* The table's CSV, encoded. */
static Text *encoded(Server *server, const char *table, bool is_binary)
{
    Error error = {0};
    EncoderRequest request = {.file = table, .is_strict = true};
    request.columns = columns_of(server, table, &request.column_count);
    Encoding encoding = {.encoder = encoder_new(arena, &request), .out = text_new(arena)};
    SheetReader *reader CLEANUP(sheet_reader_release) =
        sheet_reader_new(table, NULL, encode_row, &encoding);
    Text *csv = copied(
        server,
        arena_format(arena, "COPY (SELECT * FROM %s ORDER BY id) TO STDOUT (FORMAT csv, HEADER)",
                     table));

    assert_int_equal(encoder_is_binary(encoding.encoder), is_binary);
    encoder_begin(encoding.encoder, encoding.out);
    if (!sheet_reader_feed(reader, text_value(csv), text_length(csv), &error) ||
        !sheet_reader_finish(reader, &error))
        fail_test("%s; %s", error.message, error.detail);
    encoder_end(encoding.encoder, encoding.out);
    return encoding.out;
}

static void assert_same(const Text *left, const Text *right)
{
    assert_int_equal(text_length(left), text_length(right));
    assert_memory_equal(text_value(left), text_value(right), text_length(left));
}

/* What is sent arrives as what was there. */
static void check_arrival(Server *server, const char *table, const Text *rows, const char *format)
{
    Error error = {0};
    Statement copy =
        sql(arena_format(arena, "COPY pg_temp.arrived FROM STDIN (FORMAT %s)", format));
    int64_t count;

    run(server,
        arena_format(arena, "CREATE TEMPORARY TABLE arrived (LIKE %s) ON COMMIT DROP", table));
    assert_true(copy_in_begin(server, &copy, &error));
    if (!copy_in_write(server, text_value(rows), text_length(rows), &error) ||
        !copy_in_end(server, &count, &error))
        fail_test("%s; %s", error.message, error.detail);
    assert_string_equal(
        value_of(server, arena_format(
                             arena,
                             "SELECT count(*) FROM %s AS there FULL JOIN arrived AS here USING (id)"
                             " WHERE (there *= here) IS NOT TRUE",
                             table)),
        "0");
    run(server, "DROP TABLE pg_temp.arrived");
}

static void check_table(Server *server, const char *table, int64_t least)
{
    Text *ours = encoded(server, table, true);
    Text *theirs = copied(
        server, arena_format(arena, "COPY (SELECT * FROM %s ORDER BY id) TO STDOUT (FORMAT binary)",
                             table));
    const char *count = value_of(server, arena_format(arena, "SELECT count(*) FROM %s", table));

    assert_true(strtoll(count, NULL, 10) >= least);
    assert_same(ours, theirs);
    check_arrival(server, table, ours, "binary");
}

/* A row for each of the values, which are SQL. */
static void make_table(Server *server, const char *type, const char *values)
{
    run(server, arena_format(arena,
                             "CREATE TEMPORARY TABLE t ON COMMIT DROP AS "
                             "SELECT row_number() OVER () AS id, v::%s AS v FROM (%s) AS s (v)",
                             type, values));
}

static void check_values(const char *type, const char *values, int64_t least)
{
    Server *server CLEANUP(server_close) = live_connect();

    begin(server, TRANSACTION_SCRATCH);
    make_table(server, type, values);
    check_table(server, "t", least);
    transaction_rollback(server);
}

static void numbers_are_exact(void **state)
{
    (void) state;
    check_values("int2", "VALUES (0), (-1), (32767), (-32768), (NULL)", 5);
    check_values("int4", "VALUES (0), (-1), (2147483647), (-2147483648), (NULL)", 5);
    check_values("int8", "VALUES (0), (-1), (9223372036854775807), (-9223372036854775808), (NULL)",
                 5);
    check_values("float8",
                 "SELECT unnest('{0,-0,0.1,1e22,1e23,123456789012345678,5e-324,-5e-324,"
                 "2.2250738585072014e-308,2.225073858507201e-308,1.7976931348623157e308,"
                 "0.30000000000000004,NaN,Infinity,-Infinity,NULL}'::float8[]) "
                 "UNION ALL SELECT (random() - 0.5) * exp((random() - 0.5) * 1400) "
                 "FROM generate_series(1, 3000) "
                 "UNION ALL SELECT random() * n / 1000000 FROM generate_series(1, 3000) AS n",
                 6000);
    check_values("float4",
                 "SELECT unnest('{0,-0,0.1,16777217,1e-45,1.1754944e-38,3.4028235e38,NaN,"
                 "Infinity,-Infinity,NULL}'::float4[]) "
                 "UNION ALL SELECT ((random() - 0.5) * exp((random() - 0.5) * 160))::float4 "
                 "FROM generate_series(1, 3000)",
                 3000);
    check_values("bool", "VALUES (true), (false), (NULL)", 3);
}

static void times_are_exact(void **state)
{
    (void) state;
    static const char TIMES[] =
        "SELECT unnest('{2000-01-01,1970-01-01,1999-12-31 23:59:59.999999,infinity,-infinity,"
        "4714-11-24 BC,4714-11-24 00:00:00.000001 BC,0001-12-31 23:59:59 BC,0001-01-01,"
        "9999-12-31,10000-01-01 00:00:00.5,99999-02-28,294276-12-31 23:59:59.%s,"
        "2024-02-29 12:34:56.1,2026-11-21 03:00:00.100,NULL}'::%s[]) "
        "UNION ALL SELECT '4714-11-24 BC'::%s + random() * 9434 * interval '10 years 1.234567 s' "
        "FROM generate_series(1, 3000) "
        "UNION ALL SELECT '1900-01-01'::%s + random() * interval '200 years' "
        "FROM generate_series(1, 3000)";

    check_values("timestamp",
                 arena_format(arena, TIMES, "999999", "timestamp", "timestamp", "timestamp"), 6000);
    check_values("timestamp(3)",
                 arena_format(arena, TIMES, "999", "timestamp", "timestamp", "timestamp"), 6000);
    check_values("timestamptz",
                 arena_format(arena, TIMES, "999999", "timestamptz", "timestamptz", "timestamptz"),
                 6000);
    check_values("date",
                 "SELECT unnest('{2000-01-01,infinity,-infinity,4714-11-24 BC,0001-12-31 BC,"
                 "0001-01-01,10000-01-01,5874897-12-31,NULL}'::date[]) "
                 "UNION ALL SELECT '4714-11-24 BC'::date + (random() * 2147483492)::int "
                 "FROM generate_series(1, 3000)",
                 3000);
}

static void texts_are_exact(void **state)
{
    (void) state;
    static const char TEXTS[] =
        "VALUES (''), ('NULL'), (E'a\\tb\\nc\\rd\\\\e\"f''g,h'), (E'\\\\.'),"
        "(' x '), ('é😀'), (E'\\x01\\x7f'), ('{}'), (NULL)";

    check_values("text", TEXTS, 9);
    check_values("varchar", TEXTS, 9);
    check_values("varchar(40)", TEXTS, 9);
    check_values("bpchar(12)", "VALUES (''), ('a'), ('abc def'), (NULL)", 4);
    check_values("name", TEXTS, 9);
    check_values(
        "bytea",
        "SELECT decode(v, 'hex') FROM (VALUES (''), ('00'), ('ff00dead'), (NULL)) AS s (v) "
        "UNION ALL SELECT decode(md5(n::text), 'hex') FROM generate_series(1, 100) AS n",
        100);
    check_values("uuid", "SELECT md5(n::text)::uuid FROM generate_series(1, 1000) AS n", 1000);
    check_values("text", "SELECT repeat(chr(n), n * 40) FROM generate_series(1, 300) AS n", 300);
}

static void json_is_exact(void **state)
{
    (void) state;
    static const char DOCUMENTS[] =
        "VALUES ('{}'), ('[]'), ('null'), ('\"\"'), ('-0.5e-7'), ('1e100'), "
        "('{\"a\": {\"b\": [1, \"x\\ny\", null, true]}, \"é\": \"\\u00e9\\ud83d\\ude00\"}'), "
        "('\"\\u0001\\\\ \\\" \\/\"'), (' [ 1 , 2 ] '), (NULL)";

    check_values("json", DOCUMENTS, 10);
    check_values("jsonb", DOCUMENTS, 10);
    check_values("json", "VALUES ('\"\\u0000\"'), ('\"\\ud83d\"')", 2);
}

static void arrays_are_exact(void **state)
{
    (void) state;
    check_values("text[]",
                 "VALUES ('{}'::text[]), (NULL), ('{NULL}'), ('{\"NULL\",null,Null}'), ('{\"\"}'),"
                 "('{a,b,c}'), (ARRAY['a b', 'c,d', '{e}', 'f\"g', E'h\\\\i', E'j\\nk', ' l ', "
                 "'é😀', '''', E'\\x01', E'\\v']), ('{{a,b},{c,NULL}}'), ('[0:2]={a,b,c}'), "
                 "('[-3:-2][5:6]={{a,b},{c,d}}'), ('{{{{{{a,b}}}}}}'), "
                 "('[2147483646:2147483646]={x}'), "
                 "(array_fill('long'::text, ARRAY[1000]))",
                 13);
    check_values("int4[]", "VALUES ('{}'::int4[]), ('{1,-2,NULL}'), ('[0:1]={3,4}')", 3);
    check_values("float8[]", "VALUES ('{NaN,-0,1e-300,NULL}'::float8[])", 1);
    check_values("jsonb[]", "VALUES (ARRAY['{\"a\": \"b,c\"}', '[]', NULL]::jsonb[])", 1);
    check_values("timestamp[]",
                 "VALUES ('{2026-11-21 03:00:00,infinity,0044-03-15 BC}'"
                 "::timestamp[])",
                 1);
    check_values("bytea[]", "VALUES (ARRAY['\\x00ff'::bytea, '', NULL])", 1);
}

static void a_row_of_all_types_with_an_enum(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();

    begin(server, TRANSACTION_SCRATCH);
    run(server, "CREATE TYPE pg_temp.\"Mood \"\" x\" AS ENUM ('', 'ACTIVE', 'with \"quotes\"')");
    run(server, "CREATE TEMPORARY TABLE t ON COMMIT DROP AS SELECT n AS id, "
                "(ARRAY['', 'ACTIVE', 'with \"quotes\"', NULL]::pg_temp.\"Mood \"\" x\"[])[n % 4 + "
                "1] AS e, "
                "n::text AS a, n % 2 = 0 AS b, n / 3.0::float8 AS c, now()::timestamp(3) AS d, "
                "ARRAY[n::text, NULL] AS f, to_jsonb(n) AS g, n::text::bytea AS h "
                "FROM generate_series(1, 1000) AS n");
    check_table(server, "t", 1000);
    run(server, "TRUNCATE t");
    check_table(server, "t", 0);
    transaction_rollback(server);
}

static void other_types_go_as_text(void **state)
{
    (void) state;
    Server *server CLEANUP(server_close) = live_connect();

    begin(server, TRANSACTION_SCRATCH);
    run(server, "CREATE TEMPORARY TABLE t ON COMMIT DROP AS "
                "SELECT n AS id, n / 7.0 AS a, n * interval '1 day 1 s' AS b, "
                "'10.0.0.1'::inet AS c, E'a\\tb\\nc\\rd\\\\e\\\\.' || n AS d, E'\\\\N' AS e, "
                "'' AS f, NULL::text AS g, ARRAY['x y', NULL] AS h, '{\"a\": 1}'::jsonb AS i "
                "FROM generate_series(1, 1000) AS n");
    Text *ours = encoded(server, "t", false);
    Text *theirs = copied(server, "COPY (SELECT * FROM t ORDER BY id) TO STDOUT");
    assert_same(ours, theirs);
    check_arrival(server, "t", ours, "text");
    transaction_rollback(server);

    /* What is known among them is checked all the same, when asked. */
    EncoderColumn columns[] = {{"a", "numeric", false}, {"b", "int4", false}};
    EncoderRequest request = {.file = "T.csv", .columns = columns, .column_count = 2};
    const char *values[] = {"1.5", "x"};
    SheetRow row = {values, (const size_t[]){3, 1}, 2, 1};
    Error error = {0};
    assert_true(encoder_add(encoder_new(arena, &request), &row, text_new(arena), &error));
    request.is_strict = true;
    assert_false(encoder_add(encoder_new(arena, &request), &row, text_new(arena), &error));
    assert_string_equal(error.message, "\"T.csv\" is damaged at row 1, column \"b\"");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        live_test(what_is_no_value_is_refused),
        live_test(what_the_server_checks_anyway_is_checked_when_asked),
        live_test(numbers_are_exact),
        live_test(times_are_exact),
        live_test(texts_are_exact),
        live_test(json_is_exact),
        live_test(arrays_are_exact),
        live_test(a_row_of_all_types_with_an_enum),
        live_test(other_types_go_as_text),
    };

    return LIVE_MAIN("server/encode", tests);
}
