/* One description of rows, three ways to show it. */
#include "../suite.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "cli/table.h"

static const Column COLUMNS[] = {
    {"class", NULL, COLUMN_TEXT},
    {"row_count", NULL, COLUMN_COUNT},
    {"spend", "spend, 30 days", COLUMN_MONEY},
};

typedef void Printer(const Table *table, TableFormat format, FILE *stream);

/* Caller frees. */
static char *printed(Printer *print, const Table *table, TableFormat format)
{
    char *text = NULL;
    size_t size = 0;
    FILE *stream = tmpfile();

    assert_non_null(stream);
    print(table, format, stream);
    size = (size_t) ftell(stream);
    rewind(stream);
    text = calloc(1, size + 1);
    assert_non_null(text);
    assert_int_equal(fread(text, 1, size, stream), size);
    fclose(stream);
    return text;
}

static void check(Printer *print, const Table *table, TableFormat format, const char *expected)
{
    char *text = printed(print, table, format);

    assert_string_equal(text, expected);
    free(text);
}

static Table *sample(Arena *arena)
{
    Table *table = table_new(arena, COLUMNS, 3);

    table_add(table, cell_text("key-expired"), cell_number(1234567), cell_real(12.5));
    table_add(table, cell_text("b"), cell_number(7), cell_null());
    return table;
}

static void rows_are_aligned(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();

    check(table_print, sample(arena), FORMAT_TABLE,
          "class        row count  spend, 30 days\n"
          "key-expired  1,234,567           12.50\n"
          "b                    7               -\n");
}

static void json_has_types_and_names(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();

    check(table_print, sample(arena), FORMAT_JSON,
          "[\n  {\n    \"class\": \"key-expired\",\n    \"row_count\": 1234567,\n"
          "    \"spend\": 12.5\n  },\n  {\n    \"class\": \"b\",\n    \"row_count\": 7,\n"
          "    \"spend\": null\n  }\n]\n");
}

static void csv_is_unadorned(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    Table *table = sample(arena);

    table_add(table, cell_text(""), cell_null(), cell_real(0.1));
    table_add(table, cell_text("a,\"b\"\n"), cell_number(-1), cell_real(1e-7));
    check(table_print, table, FORMAT_CSV,
          "class,row_count,spend\nkey-expired,1234567,12.5\nb,7,\n\"\",,0.1\n"
          "\"a,\"\"b\"\"\n\",-1,1e-07\n");
}

static void an_empty_table(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    Table *table = table_new(arena, COLUMNS, 3);

    check(table_print, table, FORMAT_TABLE, "class  row count  spend, 30 days\n");
    check(table_print, table, FORMAT_JSON, "[]\n");
    check(table_print, table, FORMAT_CSV, "class,row_count,spend\n");
    check(table_print_record, table, FORMAT_TABLE, "");
    check(table_print_record, table, FORMAT_JSON, "null\n");
    assert_int_equal(table_rows(table), 0);
}

static void names_are_hostile(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    static const Column NAMES[] = {{"name", NULL, COLUMN_TEXT}, {"n", NULL, COLUMN_NUMBER}};
    Table *table = table_new(arena, NAMES, 2);

    table_add(table, cell_text("a\x1b[2J\nb"), cell_number(1));
    table_add(table, cell_text("\xE6\x9D\x8E"), cell_number(22));
    table_add(table, cell_text("\xFF"), cell_number(3));
    check(table_print, table, FORMAT_TABLE,
          "name          n\na\\x1b[2J\\nb   1\n\xE6\x9D\x8E           22\n\\xff          3\n");
    check(table_print, table, FORMAT_JSON,
          "[\n  {\n    \"name\": \"a\\u001b[2J\\nb\",\n    \"n\": 1\n  },\n  {\n"
          "    \"name\": \"\xE6\x9D\x8E\",\n    \"n\": 22\n  },\n  {\n"
          "    \"name\": \"\xEF\xBF\xBD\",\n    \"n\": 3\n  }\n]\n");
}

static void every_type_has_its_look(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    static const Column ALL[] = {
        {"number", NULL, COLUMN_NUMBER},     {"bytes", NULL, COLUMN_BYTES},
        {"duration", NULL, COLUMN_DURATION}, {"time", NULL, COLUMN_TIME},
        {"real", NULL, COLUMN_REAL},         {"yes", NULL, COLUMN_BOOLEAN},
        {"small", NULL, COLUMN_MONEY},       {"large", NULL, COLUMN_MONEY},
    };
    Table *table = table_new(arena, ALL, 8);

    table_add(table, cell_number(1234567), cell_number(1288490189), cell_number(7500000),
              cell_number(1795230000123456), cell_real(0.1), cell_boolean(true), cell_real(0.0123),
              cell_real(-1234567.891));
    check(table_print_record, table, FORMAT_TABLE,
          "number    1234567\nbytes     1.2 GB\nduration  2 h 5 min\n"
          "time      2026-11-21 03:00:00\nreal      0.1\nyes       yes\nsmall     0.0123\n"
          "large     -1,234,567.89\n");
    check(table_print_record, table, FORMAT_JSON,
          "{\n  \"number\": 1234567,\n  \"bytes\": 1288490189,\n  \"duration\": 7500000,\n"
          "  \"time\": \"2026-11-21T03:00:00.123456Z\",\n  \"real\": 0.1,\n  \"yes\": true,\n"
          "  \"small\": 0.0123,\n  \"large\": -1234567.891\n}\n");
    check(table_print_record, table, FORMAT_CSV,
          "number,bytes,duration,time,real,yes,small,large\n"
          "1234567,1288490189,7500000,2026-11-21 03:00:00.123456,0.1,true,0.0123,-1234567.891\n");
}

static void text_of_postgresql_is_understood(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    static const Column ALL[] = {
        {"count", NULL, COLUMN_COUNT}, {"huge", NULL, COLUMN_NUMBER}, {"real", NULL, COLUMN_REAL},
        {"yes", NULL, COLUMN_BOOLEAN}, {"at", NULL, COLUMN_TIME},     {"tz", NULL, COLUMN_TIME},
        {"odd", NULL, COLUMN_TIME},    {"none", NULL, COLUMN_COUNT},
    };
    Table *table = table_new(arena, ALL, 8);
    const char *const row[] = {"12345",
                               "99999999999999999999",
                               "0.25",
                               "f",
                               "2026-11-21 03:00:00.5",
                               "2026-11-21 03:00:00+00",
                               "infinity",
                               NULL};

    table_add_texts(table, row, 8);
    check(table_print_record, table, FORMAT_JSON,
          "{\n  \"count\": 12345,\n  \"huge\": \"99999999999999999999\",\n  \"real\": 0.25,\n"
          "  \"yes\": false,\n  \"at\": \"2026-11-21T03:00:00.5Z\",\n"
          "  \"tz\": \"2026-11-21T03:00:00Z\",\n  \"odd\": \"infinity\",\n  \"none\": null\n}\n");
    check(table_print, table, FORMAT_TABLE,
          " count                  huge  real  yes  at                   tz"
          "                   odd       none\n"
          "12,345  99999999999999999999  0.25  no   2026-11-21 03:00:00  2026-11-21 03:00:00"
          "  infinity     -\n");
}

static void the_table_copies_its_text(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    static const Column ONE[] = {{"x", NULL, COLUMN_TEXT}};
    Table *table = table_new(arena, ONE, 1);
    char text[] = "first";

    table_add(table, cell_text(text));
    memset(text, 'z', 5);
    check(table_print, table, FORMAT_TABLE, "x\nfirst\n");
}

static void a_null_alone_is_an_empty_csv_line(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    static const Column ONE[] = {{"x", NULL, COLUMN_TEXT}};
    Table *table = table_new(arena, ONE, 1);

    table_add(table, cell_null());
    table_add(table, cell_text(""));
    check(table_print, table, FORMAT_CSV, "x\n\n\"\"\n");
}

/* What arrives on a terminal of 40 columns. */
static void a_terminal_is_not_overrun(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    struct winsize size = {.ws_row = 24, .ws_col = 40};
    char text[1000] = "";
    size_t length = 0;
    int master;
    pid_t child = forkpty(&master, NULL, NULL, &size);

    if (child == 0) {
        unsetenv("COLUMNS");
        Table *table = table_new(arena, COLUMNS, 3);
        table_add(table, cell_text("a-class-with-a-very-long-name-indeed"), cell_number(1234567),
                  cell_real(1));
        table_print(table, FORMAT_TABLE, stdout);
        fflush(stdout);
        _exit(0);
    }
    for (ssize_t count; (count = read(master, text + length, sizeof text - 1 - length)) > 0;)
        length += (size_t) count;
    waitpid(child, NULL, 0);
    close(master);
    assert_string_equal(text, "class          row count  spend, 30 days\r\n"
                              "a-class-with\xE2\x80\xA6  1,234,567            1.00\r\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_aligned),
        cmocka_unit_test(json_has_types_and_names),
        cmocka_unit_test(csv_is_unadorned),
        cmocka_unit_test(an_empty_table),
        cmocka_unit_test(names_are_hostile),
        cmocka_unit_test(every_type_has_its_look),
        cmocka_unit_test(text_of_postgresql_is_understood),
        cmocka_unit_test(the_table_copies_its_text),
        cmocka_unit_test(a_null_alone_is_an_empty_csv_line),
        cmocka_unit_test(a_terminal_is_not_overrun),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
