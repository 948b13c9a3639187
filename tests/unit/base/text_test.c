/* Growing text, and text for people. */
#include "../suite.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"

static Arena *arena;

static int make_arena(void **state)
{
    (void) state;
    arena = arena_new();
    return 0;
}

static int drop_arena(void **state)
{
    (void) state;
    arena_release(&arena);
    return 0;
}

static void text_grows(void **state)
{
    (void) state;
    Text *text = text_new(arena);

    assert_string_equal(text_value(text), "");
    text_add(text, "ab");
    text_add(text, NULL);
    text_add_char(text, 'c');
    text_add_span(text, "defg", 2);
    text_addf(text, "-%d-", 42);
    assert_string_equal(text_value(text), "abcde-42-");
    assert_int_equal(text_length(text), 9);
    text_clear(text);
    assert_string_equal(text_value(text), "");
    for (int at = 0; at < 10000; at++)
        text_addf(text, "%d,", at % 10);
    assert_int_equal(text_length(text), 20000);
    assert_int_equal(text_value(text)[19998], '9');
    assert_int_equal(text_value(text)[20000], 0);
}

static void reserved_room_can_be_used(void **state)
{
    (void) state;
    Text *text = text_new(arena);

    text_add(text, "x");
    memcpy(text_reserve(text, 1000), "yz", 2);
    text_used(text, 2);
    assert_string_equal(text_value(text), "xyz");
}

static void counts(void **state)
{
    (void) state;
    assert_string_equal(text_count(arena, 0), "0");
    assert_string_equal(text_count(arena, 999), "999");
    assert_string_equal(text_count(arena, 1000), "1,000");
    assert_string_equal(text_count(arena, 1234567), "1,234,567");
    assert_string_equal(text_count(arena, -123456), "-123,456");
    assert_string_equal(text_count(arena, INT64_MAX), "9,223,372,036,854,775,807");
    assert_string_equal(text_count(arena, INT64_MIN), "-9,223,372,036,854,775,808");
}

static void bytes(void **state)
{
    (void) state;
    assert_string_equal(text_bytes(arena, 0), "0 bytes");
    assert_string_equal(text_bytes(arena, 1023), "1023 bytes");
    assert_string_equal(text_bytes(arena, 1024), "1.0 kB");
    assert_string_equal(text_bytes(arena, 1024 * 1024 - 1), "1.0 MB");
    assert_string_equal(text_bytes(arena, 150 * 1024), "150 kB");
    assert_string_equal(text_bytes(arena, 1288490189), "1.2 GB");
    assert_string_equal(text_bytes(arena, INT64_MAX), "8.0 EB");
    assert_string_equal(text_bytes(arena, INT64_MIN), "-8.0 EB");
    assert_string_equal(text_bytes(arena, -2048), "-2.0 kB");
}

static void durations(void **state)
{
    (void) state;
    assert_string_equal(text_duration(arena, 0), "0 ms");
    assert_string_equal(text_duration(arena, 850), "850 ms");
    assert_string_equal(text_duration(arena, 1000), "1 s");
    assert_string_equal(text_duration(arena, 1250), "1.2 s");
    assert_string_equal(text_duration(arena, 12999), "12 s");
    assert_string_equal(text_duration(arena, 60000), "1 min");
    assert_string_equal(text_duration(arena, 7500000), "2 h 5 min");
    assert_string_equal(text_duration(arena, 86400000LL * 30), "30 d");
    assert_string_equal(text_duration(arena, 86400000LL * 3 + 3600000 * 7 + 59999), "3 d 7 h");
    assert_string_equal(text_duration(arena, -90000), "-1 min 30 s");
    assert_string_equal(text_duration(arena, INT64_MIN), "-106751991167 d 7 h");
}

static void reals_are_short_and_exact(void **state)
{
    (void) state;
    static const double REALS[] = {0.1, 1.0 / 3, 1e300, 5e-324, 123456789.125, -0.0, 0.3};

    assert_string_equal(text_real(arena, 0.1), "0.1");
    assert_string_equal(text_real(arena, 3), "3");
    assert_string_equal(text_real(arena, NAN), "NaN");
    assert_string_equal(text_real(arena, -INFINITY), "-Infinity");
    for (size_t at = 0; at < sizeof REALS / sizeof *REALS; at++) {
        double back = strtod(text_real(arena, REALS[at]), NULL);
        assert_memory_equal(&back, &REALS[at], sizeof back);
    }
}

static void plurals(void **state)
{
    (void) state;
    assert_string_equal(text_plural(arena, 1, "row", "rows"), "1 row");
    assert_string_equal(text_plural(arena, 0, "row", "rows"), "0 rows");
    assert_string_equal(text_plural(arena, 1200, "row", "rows"), "1,200 rows");
}

static void parts(void **state)
{
    (void) state;
    static const char *const WORDS[] = {"a", "b", "c"};

    assert_string_equal(text_join(arena, WORDS, 3, ", "), "a, b, c");
    assert_string_equal(text_join(arena, WORDS, 1, ", "), "a");
    assert_string_equal(text_join(arena, WORDS, 0, ", "), "");
    assert_true(text_starts_with("postgresql://x", "postgresql://"));
    assert_false(text_starts_with("post", "postgresql"));
    assert_true(text_ends_with("a.csv", ".csv"));
    assert_false(text_ends_with("csv", "x.csv"));
    assert_true(text_equal(NULL, NULL));
    assert_false(text_equal(NULL, ""));
    assert_true(text_equal("a", "a"));
}

static void distances(void **state)
{
    (void) state;
    char long_word[200];

    assert_int_equal(text_distance("", ""), 0);
    assert_int_equal(text_distance("abc", ""), 3);
    assert_int_equal(text_distance("status", "statsu"), 1);
    assert_int_equal(text_distance("kitten", "sitting"), 3);
    assert_int_equal(text_distance("ab", "ba"), 1);
    memset(long_word, 'x', sizeof long_word - 1);
    long_word[sizeof long_word - 1] = '\0';
    assert_int_equal(text_distance(long_word, "a"), 199);
}

static void guesses(void **state)
{
    (void) state;
    static const char *const COMMANDS[] = {"status", "orphans", "journal", "undo", "sql", "man"};

    assert_string_equal(text_nearest("orphan", COMMANDS, 6), "orphans");
    assert_string_equal(text_nearest("staus", COMMANDS, 6), "status");
    assert_string_equal(text_nearest("jurnal", COMMANDS, 6), "journal");
    assert_null(text_nearest("backup", COMMANDS, 6));
    assert_null(text_nearest("x", COMMANDS, 6));
    assert_null(text_nearest("", COMMANDS, 6));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_grows), cmocka_unit_test(reserved_room_can_be_used),
        cmocka_unit_test(counts),     cmocka_unit_test(bytes),
        cmocka_unit_test(durations),  cmocka_unit_test(reals_are_short_and_exact),
        cmocka_unit_test(plurals),    cmocka_unit_test(parts),
        cmocka_unit_test(distances),  cmocka_unit_test(guesses),
    };

    return cmocka_run_group_tests(tests, make_arena, drop_arena);
}
