/* CSV as PostgreSQL's COPY writes it, there and back. */
#include "../suite.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/csv.h"

/* What a reader delivered, as text: <a>|NULL|<> and a line end after each row. */
typedef struct {
    Text *seen;
    int64_t last_number;
    int64_t stop_at;
} Collector;

static bool collect(const SheetRow *row, void *context, Error *error)
{
    Collector *collector = context;

    for (size_t at = 0; at < row->count; at++) {
        if (at > 0)
            text_add_char(collector->seen, '|');
        if (row->values[at] == NULL) {
            assert_int_equal(row->lengths[at], 0);
            text_add(collector->seen, "NULL");
        } else {
            assert_int_equal(strlen(row->values[at]), row->lengths[at]);
            text_addf(collector->seen, "<%s>", row->values[at]);
        }
    }
    text_add_char(collector->seen, '\n');
    collector->last_number = row->number;
    if (collector->stop_at > 0 && row->number == collector->stop_at)
        return fail(error, OUTCOME_REFUSED, "enough");
    return true;
}

/* Reads in chunks of so many bytes. */
static bool read_chunks(Collector *collector, const char *data, size_t size, size_t chunk,
                        Error *error)
{
    SheetReader *reader CLEANUP(sheet_reader_release) =
        sheet_reader_new("t.csv", collect, collect, collector);

    for (size_t at = 0; at < size; at += chunk)
        if (!sheet_reader_feed(reader, data + at, size - at < chunk ? size - at : chunk, error))
            return false;
    if (!sheet_reader_finish(reader, error))
        return false;
    assert_int_equal(sheet_reader_rows(reader), collector->last_number);
    return true;
}

static void check_read(const char *data, const char *expected)
{
    for (size_t chunk = 1; chunk <= 7; chunk++) {
        Arena *arena CLEANUP(arena_release) = arena_new();
        Collector collector = {.seen = text_new(arena)};
        Error error = {0};
        if (!read_chunks(&collector, data, strlen(data), chunk, &error))
            fail_test("%s: %s", error.message, error.detail);
        assert_string_equal(text_value(collector.seen), expected);
    }
}

static void check_refused_bytes(const char *data, size_t size, const char *message,
                                const char *detail)
{
    for (size_t chunk = 1; chunk <= 7; chunk++) {
        Arena *arena CLEANUP(arena_release) = arena_new();
        Collector collector = {.seen = text_new(arena)};
        Error error = {0};
        assert_false(read_chunks(&collector, data, size, chunk, &error));
        assert_int_equal(error.outcome, OUTCOME_FILE_ERROR);
        assert_string_equal(error.message, message);
        assert_string_equal(error.detail, detail);
    }
}

static void check_refused(const char *data, const char *message, const char *detail)
{
    check_refused_bytes(data, strlen(data), message, detail);
}

static void rows_are_read(void **state)
{
    (void) state;
    check_read("a,b\n1,2\n3,4\n", "<a>|<b>\n<1>|<2>\n<3>|<4>\n");
    check_read("a,b\n1,2", "<a>|<b>\n<1>|<2>\n");
    check_read("a,b\n", "<a>|<b>\n");
    check_read("\"a\",\"b\"\n\"x\"\"y\",\"p,q\"\n\"line\nbreak\",\"r\rr\"\n",
               "<a>|<b>\n<x\"y>|<p,q>\n<line\nbreak>|<r\rr>\n");
}

static void null_and_empty_differ(void **state)
{
    (void) state;
    check_read("a,b,c\n,\"\",x\n\"\",,\n,,",
               "<a>|<b>|<c>\nNULL|<>|<x>\n<>|NULL|NULL\nNULL|NULL|NULL\n");
}

static void blanks_belong_to_the_value(void **state)
{
    (void) state;
    check_read("a,b\n  x  ,   \n\t,\" \"\n", "<a>|<b>\n<  x  >|<   >\n<\t>|< >\n");
}

static void a_single_null_is_an_empty_line(void **state)
{
    (void) state;
    check_read("a\n\nx\n\n\n\"\"\n", "<a>\nNULL\n<x>\nNULL\nNULL\n<>\n");
    check_read("a\r\n\r\nx\r\n\r\n\r\n", "<a>\nNULL\n<x>\nNULL\nNULL\n");
    check_read("a\n\n", "<a>\nNULL\n");
}

static void both_line_ends_are_known(void **state)
{
    (void) state;
    check_read("a,b\r\n1,2\r\n3,4\r\n", "<a>|<b>\n<1>|<2>\n<3>|<4>\n");
    check_read("a,b\r\n\"x\r\ny\",\r\n", "<a>|<b>\n<x\r\ny>|NULL\n");
    check_read("a,b\n1,2\r\n3,4\n", "<a>|<b>\n<1>|<2>\n<3>|<4>\n");
}

static void bytes_that_are_not_utf8_pass(void **state)
{
    (void) state;
    check_read("a\n\"\xFF\xFE\"\n\xC3\n", "<a>\n<\xFF\xFE>\n<\xC3>\n");
}

static void damage_is_named(void **state)
{
    (void) state;
    check_refused("a,b\n1,2\n\"x,2\n", "\"t.csv\" is damaged at row 2",
                  "a quote is missing or misplaced");
    check_refused("a,b\nb\"c,2\n", "\"t.csv\" is damaged at row 1",
                  "a quote is missing or misplaced");
    check_refused("a,b\n\"b\"c,2\n", "\"t.csv\" is damaged at row 1",
                  "a quote is missing or misplaced");
    check_refused("a,b\n1,2\n3\n", "\"t.csv\" is damaged at row 2",
                  "it has 1 fields, the header has 2");
    check_refused("a,b\n1,2,3\n", "\"t.csv\" is damaged at row 1",
                  "it has 3 fields, the header has 2");
    check_refused("a,b\n1,2\n\n", "\"t.csv\" is damaged at row 2",
                  "it has 1 fields, the header has 2");
    check_refused("a,\n1,2\n", "\"t.csv\" is damaged in its header", "a heading is empty");
    check_refused("\"a\n", "\"t.csv\" is damaged in its header", "a quote is missing or misplaced");
    check_refused("", "\"t.csv\" is damaged in its header",
                  "there is no header: the file is empty");
}

static void lone_carriage_returns_are_refused(void **state)
{
    (void) state;
    static const char WHY[] = "the row before it ends with a carriage return alone";

    check_refused("a,b\r1,2\r", "\"t.csv\" is damaged at row 1", WHY);
    check_refused("a,b\n1,2\r3,4\n", "\"t.csv\" is damaged at row 2", WHY);
    check_refused("a,b\n1,2\r\r\n", "\"t.csv\" is damaged at row 2", WHY);
    check_refused("a,b\n1,2\r", "\"t.csv\" is damaged at row 2", WHY);
}

static void zero_bytes_are_refused(void **state)
{
    (void) state;
    static const char QUOTED[] = "a,b\n1,2\n\"x\0y\",2\n";
    static const char BARE[] = "a,b\n1,\0\n";

    check_refused_bytes(QUOTED, sizeof QUOTED - 1, "\"t.csv\" is damaged at row 2",
                        "there is a zero byte in it");
    check_refused_bytes(BARE, sizeof BARE - 1, "\"t.csv\" is damaged at row 1",
                        "there is a zero byte in it");
}

static void a_callback_can_stop(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    Collector collector = {.seen = text_new(arena), .stop_at = 2};
    Error error = {0};

    assert_false(read_chunks(&collector, "a\n1\n2\n3\n4\n", 10, 100, &error));
    assert_int_equal(error.outcome, OUTCOME_REFUSED);
    assert_string_equal(error.message, "enough");
    assert_string_equal(text_value(collector.seen), "<a>\n<1>\n<2>\n");
}

typedef struct {
    size_t length;
    bool is_right;
} BigValue;

static bool take_big(const SheetRow *row, void *context, Error *error)
{
    (void) error;
    BigValue *big = context;

    big->length = row->lengths[0];
    big->is_right = true;
    for (size_t at = 0; at < row->lengths[0] && big->is_right; at++)
        big->is_right = row->values[0][at] == (at % 1000 == 0 ? '"' : 'x');
    return true;
}

/* 64 MiB in one value, with quotes in it, as it comes from a pipe. */
static void a_huge_value_is_read(void **state)
{
    (void) state;
    enum { SIZE = 64 << 20, CHUNK = 64 << 10 };
    Arena *arena CLEANUP(arena_release) = arena_new();
    char *value = test_malloc(SIZE + 1);
    Text *text = text_new(arena);
    BigValue big = {0};
    Error error;

    for (size_t at = 0; at < SIZE; at++)
        value[at] = at % 1000 == 0 ? '"' : 'x';
    value[SIZE] = '\0';
    sheet_add_row(text, (const char *const[]){"value"}, NULL, 1, SHEET_QUOTE_ALL);
    sheet_add_row(text, (const char *const[]){value}, (const size_t[]){SIZE}, 1, SHEET_QUOTE_ALL);
    test_free(value);

    SheetReader *reader CLEANUP(sheet_reader_release) =
        sheet_reader_new("t.csv", NULL, take_big, &big);
    for (size_t at = 0, size = text_length(text); at < size; at += CHUNK)
        assert_true(sheet_reader_feed(reader, text_value(text) + at,
                                      size - at < CHUNK ? size - at : CHUNK, &error));
    assert_true(sheet_reader_finish(reader, &error));
    assert_int_equal(big.length, SIZE);
    assert_true(big.is_right);
    assert_int_equal(sheet_reader_rows(reader), 1);
}

static void rows_are_written_as_copy_does(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    Text *text = text_new(arena);

    sheet_add_row(text, (const char *const[]){"a", NULL, "", "x\"y", "p,q\n"}, NULL, 5,
                  SHEET_QUOTE_ALL);
    assert_string_equal(text_value(text), "\"a\",,\"\",\"x\"\"y\",\"p,q\n\"\n");
    text_clear(text);
    sheet_add_row(text, (const char *const[]){NULL}, NULL, 1, SHEET_QUOTE_ALL);
    assert_string_equal(text_value(text), "\n");
    text_clear(text);
    sheet_add_row(text, (const char *const[]){"abcdef"}, (const size_t[]){2}, 1, SHEET_QUOTE_ALL);
    assert_string_equal(text_value(text), "\"ab\"\n");
}

static void quotes_only_where_needed(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    Text *text = text_new(arena);

    sheet_add_row(
        text, (const char *const[]){"a b", " a", "b ", "", NULL, "\"", "\\.", "x\ry", "\xC3\xA9"},
        NULL, 9, SHEET_QUOTE_NEEDED);
    assert_string_equal(text_value(text),
                        "a b,\" a\",\"b \",\"\",,\"\"\"\",\"\\.\",\"x\ry\",\xC3\xA9\n");
}

/* Whatever is written comes back, in both ways of quoting. */
static void there_and_back(void **state)
{
    (void) state;
    static const char *const PIECES[] = {NULL, "",   " ",   "\"",   ",",       "\n",
                                         "\r", "\t", "\\.", "\r\n", "\"\"x\"", "\xF0\x9F\x98\x80"};
    enum { COUNT = sizeof PIECES / sizeof *PIECES };

    for (int quoting = SHEET_QUOTE_ALL; quoting <= SHEET_QUOTE_NEEDED; quoting++)
        for (size_t first = 0; first < COUNT; first++)
            for (size_t second = 0; second < COUNT; second++) {
                Arena *arena CLEANUP(arena_release) = arena_new();
                Text *text = text_new(arena);
                Collector collector = {.seen = text_new(arena)};
                Error error = {0};
                const char *const row[] = {PIECES[first], PIECES[second]};
                text_add(text, "a,b\n");
                sheet_add_row(text, row, NULL, 2, (SheetQuoting) quoting);
                assert_true(
                    read_chunks(&collector, text_value(text), text_length(text), 3, &error));
                Text *expected = text_new(arena);
                text_add(expected, "<a>|<b>\n");
                for (size_t at = 0; at < 2; at++) {
                    text_add(expected, at == 0 ? "" : "|");
                    if (row[at] == NULL)
                        text_add(expected, "NULL");
                    else
                        text_addf(expected, "<%s>", row[at]);
                }
                text_add_char(expected, '\n');
                assert_string_equal(text_value(collector.seen), text_value(expected));
            }
}

/* One byte after the other. */
static size_t find_plainly(const char *data, size_t size, char wanted, bool *is_quoted)
{
    for (size_t at = 0; at < size; at++) {
        if (data[at] == '"')
            *is_quoted = !*is_quoted;
        else if (data[at] == wanted && !*is_quoted)
            return at;
    }
    return size;
}

/* Whatever lies around, wherever a call begins and ends. */
static void bytes_outside_of_quotes_are_found(void **state)
{
    static const char BYTES[] = {'"', ',', '\n', 'a', '\xa2', '\x80', '\0', '"'};
    char data[200];
    uint32_t seed = 7;

    (void) state;
    for (int round = 0; round < 20000; round++) {
        size_t size = (size_t) (round % (int) sizeof data), at = 0,
               chunk = 1 + (size_t) (round % 23);
        bool is_quoted = false, is_quoted_plainly = false;
        for (size_t byte = 0; byte < size; byte++) {
            seed = seed * 1664525 + 1013904223;
            data[byte] = BYTES[(seed >> 24) % (round % 2 == 0 ? sizeof BYTES : 4)];
        }
        while (at < size) {
            size_t most = size - at < chunk ? size - at : chunk;
            char wanted = round % 3 == 0 ? '\n' : ',';
            size_t found = sheet_find(data + at, most, wanted, &is_quoted);
            assert_int_equal(found, find_plainly(data + at, most, wanted, &is_quoted_plainly));
            assert_int_equal(is_quoted, is_quoted_plainly);
            at += found == most ? most : found + 1;
        }
    }
}

/* What the writer makes of any value comes back. */
static void fields_are_unquoted(void **state)
{
    static const char *const VALUES[] = {"",  "a",  "\"",  "\"\"", "a\"b",
                                         ",", "\n", "\"a", "a\"",  " "};
    Arena *arena CLEANUP(arena_release) = arena_new();

    (void) state;
    for (int quoting = SHEET_QUOTE_ALL; quoting <= SHEET_QUOTE_NEEDED; quoting++)
        for (size_t at = 0; at < sizeof VALUES / sizeof *VALUES; at++) {
            Text *row = text_new(arena), *value = text_new(arena);
            sheet_add_row(row, &VALUES[at], NULL, 1, quoting);
            sheet_unquote(value, text_value(row), text_length(row) - 1);
            assert_string_equal(text_value(value), VALUES[at]);
        }
}

static void a_full_disk_is_noticed(void **state)
{
    (void) state;
    FILE *full = fopen("/dev/full", "w");
    Error error = {0};

    assert_non_null(full);
    setvbuf(full, NULL, _IONBF, 0);
    assert_false(
        sheet_write_row(full, (const char *const[]){"x"}, NULL, 1, SHEET_QUOTE_ALL, &error));
    assert_int_equal(error.outcome, OUTCOME_FILE_ERROR);
    assert_string_equal(error.detail, "No space left on device");
    fclose(full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_read),
        cmocka_unit_test(null_and_empty_differ),
        cmocka_unit_test(blanks_belong_to_the_value),
        cmocka_unit_test(a_single_null_is_an_empty_line),
        cmocka_unit_test(both_line_ends_are_known),
        cmocka_unit_test(bytes_that_are_not_utf8_pass),
        cmocka_unit_test(damage_is_named),
        cmocka_unit_test(lone_carriage_returns_are_refused),
        cmocka_unit_test(zero_bytes_are_refused),
        cmocka_unit_test(a_callback_can_stop),
        cmocka_unit_test(a_huge_value_is_read),
        cmocka_unit_test(rows_are_written_as_copy_does),
        cmocka_unit_test(quotes_only_where_needed),
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(bytes_outside_of_quotes_are_found),
        cmocka_unit_test(fields_are_unquoted),
        cmocka_unit_test(a_full_disk_is_noticed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
