/* Text made safe and measured for a terminal; UTF-8. */
#include "../suite.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/terminal.h"
#include "base/utf8.h"

static void check_safe(const char *text, const char *expected)
{
    Arena *arena CLEANUP(arena_release) = arena_new();

    assert_string_equal(terminal_safe(arena, text), expected);
}

static void visible_text_stays(void **state)
{
    (void) state;
    check_safe("", "");
    check_safe("O'Brien, \"Zo\xC3\xAB\" \xE6\x9D\x8E \xF0\x9F\x98\x80",
               "O'Brien, \"Zo\xC3\xAB\" \xE6\x9D\x8E \xF0\x9F\x98\x80");
}

static void hostile_text_is_written_out(void **state)
{
    (void) state;
    check_safe("a\nb\r\tc", "a\\nb\\r\\tc");
    check_safe("\x1b[2J\x07\x7f", "\\x1b[2J\\x07\\x7f");
    check_safe("\xC2\x9B"
               "31m",
               "\\u009b31m");
    check_safe("\xE2\x80\xAE"
               "evil\xE2\x80\x8B",
               "\\u202eevil\\u200b");
    check_safe("\xEF\xBB\xBFx", "\\ufeffx");
    check_safe("\xF3\xA0\x81\x81", "\\ue0041");
    check_safe("\\n", "\\\\n");
    check_safe("\xFF\xC3(", "\\xff\\xc3(");
    check_safe("\xED\xA0\x80", "\\xed\\xa0\\x80");
}

static void zero_bytes_of_a_span_are_written_out(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();

    assert_string_equal(terminal_safe_span(arena, "a\0b", 3), "a\\x00b");
}

static void widths(void **state)
{
    (void) state;
    assert_int_equal(terminal_width(""), 0);
    assert_int_equal(terminal_width("abc"), 3);
    assert_int_equal(terminal_width("Zo\xC3\xAB"), 3);
    assert_int_equal(terminal_width("Zoe\xCC\x88"), 3); /* e and a combining diaeresis */
    assert_int_equal(terminal_width("\xE6\x9D\x8E\xE6\x98\x8E"), 4);
    assert_int_equal(terminal_width("\xF0\x9F\x98\x80"), 2);
    assert_int_equal(terminal_width("\xED\x95\x9C"), 2);
    assert_int_equal(terminal_width("\xFF"), 1);
}

static void check_cut(const char *text, size_t width, const char *expected)
{
    Arena *arena CLEANUP(arena_release) = arena_new();

    assert_string_equal(terminal_cut(arena, text, width), expected);
    assert_true(terminal_width(expected) <= width);
}

static void long_text_is_cut(void **state)
{
    (void) state;
    check_cut("abc", 3, "abc");
    check_cut("abcd", 3, "ab\xE2\x80\xA6");
    check_cut("abcd", 1, "\xE2\x80\xA6");
    check_cut("abcd", 0, "");
    check_cut("\xE6\x9D\x8E\xE6\x98\x8E", 3, "\xE6\x9D\x8E\xE2\x80\xA6");
    check_cut("\xE6\x9D\x8E\xE6\x98\x8E", 2, "\xE2\x80\xA6");
    check_cut("Zoe\xCC\x88", 3, "Zoe\xCC\x88");
}

static void utf8_is_read_strictly(void **state)
{
    (void) state;
    uint32_t character = 0;

    assert_int_equal(utf8_read("a", 1, &character), 1);
    assert_int_equal(utf8_read("\xF0\x9F\x98\x80", 4, &character), 4);
    assert_int_equal(character, 0x1F600);
    assert_int_equal(utf8_read("\xF0\x9F\x98\x80", 3, &character), 0);
    assert_true(utf8_is_valid("\xF4\x8F\xBF\xBF", 4));
    assert_false(utf8_is_valid("\xF4\x90\x80\x80", 4)); /* beyond U+10FFFF */
    assert_false(utf8_is_valid("\xC0\xAF", 2));         /* overlong */
    assert_false(utf8_is_valid("\xE0\x80\xAF", 3));     /* overlong */
    assert_false(utf8_is_valid("\xF0\x80\x80\xAF", 4)); /* overlong */
    assert_false(utf8_is_valid("\xED\xBF\xBF", 3));     /* surrogate */
    assert_false(utf8_is_valid("\x80", 1));             /* no beginning */
    assert_true(utf8_is_valid("", 0));
}

static void columns_follow_the_environment(void **state)
{
    (void) state;
    FILE *null = fopen("/dev/null", "w");

    assert_non_null(null);
    setenv("COLUMNS", "123", 1);
    assert_int_equal(terminal_columns(null), 123);
    setenv("COLUMNS", "rubbish", 1);
    assert_int_equal(terminal_columns(null), 80);
    unsetenv("COLUMNS");
    assert_int_equal(terminal_columns(null), 80);
    assert_false(terminal_is(null));
    assert_false(terminal_has_colour(null));
    fclose(null);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(visible_text_stays),
        cmocka_unit_test(hostile_text_is_written_out),
        cmocka_unit_test(zero_bytes_of_a_span_are_written_out),
        cmocka_unit_test(widths),
        cmocka_unit_test(long_text_is_cut),
        cmocka_unit_test(utf8_is_read_strictly),
        cmocka_unit_test(columns_follow_the_environment),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
