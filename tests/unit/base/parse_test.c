/* What users type, read strictly. */
#include "../suite.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/parse.h"

static void check_number(const char *text, int64_t expected)
{
    Error error;
    int64_t number = 77;

    assert_true(parse_number(text, INT64_MIN, INT64_MAX, &number, &error));
    assert_int_equal(number, expected);
}

static void check_no_number(const char *text, int64_t minimum, int64_t maximum, const char *message)
{
    Error error;
    int64_t number = 77;

    assert_false(parse_number(text, minimum, maximum, &number, &error));
    assert_int_equal(number, 77);
    assert_int_equal(error.outcome, OUTCOME_USAGE);
    assert_string_equal(error.message, message);
    assert_true(strlen(error.hint) > 0);
}

static void numbers(void **state)
{
    (void) state;
    check_number("0", 0);
    check_number("-0", 0);
    check_number("+7", 7);
    check_number("0012", 12);
    check_number("9223372036854775807", INT64_MAX);
    check_number("-9223372036854775808", INT64_MIN);
}

static void no_numbers(void **state)
{
    (void) state;
    static const char *const WRONG[] = {"",     " 1",  "1 ",  "-",   "+",
                                        "0x10", "1e3", "1.5", "--1", "1,000"};

    for (size_t at = 0; at < sizeof WRONG / sizeof *WRONG; at++) {
        char message[64];
        snprintf(message, sizeof message, "\"%s\" is not a number", WRONG[at]);
        check_no_number(WRONG[at], INT64_MIN, INT64_MAX, message);
    }
}

static void numbers_beyond_the_bounds(void **state)
{
    (void) state;
    check_no_number("9223372036854775808", INT64_MIN, INT64_MAX,
                    "9223372036854775808 is out of range");
    check_no_number("-9223372036854775809", INT64_MIN, INT64_MAX,
                    "-9223372036854775809 is out of range");
    check_no_number("99999999999999999999999", 0, INT64_MAX,
                    "99999999999999999999999 is out of range");
    check_no_number("11", 1, 10, "11 is out of range");
    check_no_number("0", 1, 10, "0 is out of range");
}

static void bounds_are_included(void **state)
{
    (void) state;
    Error error;
    int64_t number;

    assert_true(parse_number("1", 1, 10, &number, &error));
    assert_true(parse_number("10", 1, 10, &number, &error));
}

static void check_duration(const char *text, int64_t expected)
{
    Error error;
    int64_t duration = 77;

    assert_true(parse_duration(text, &duration, &error));
    assert_int_equal(duration, expected);
}

static void durations(void **state)
{
    (void) state;
    check_duration("0s", 0);
    check_duration("250ms", 250);
    check_duration("90s", 90000);
    check_duration("15m", 900000);
    check_duration("2h", 7200000);
    check_duration("30d", 2592000000);
    check_duration("1w", 604800000);
    check_duration("1h30m", 5400000);
    check_duration("1d500ms", 86400500);
    check_duration("9223372036854775807ms", INT64_MAX);
    check_duration("106751991167d", 106751991167 * 86400000);
}

static void no_durations(void **state)
{
    (void) state;
    static const char *const WRONG[] = {
        "",
        "15",
        "m",
        "-1h",
        "+1h",
        "1 h",
        "1h ",
        "1H",
        "1.5h",
        "1min",
        "30m1h",
        "1h1h",
        "1y",
        "9223372036854775808ms",
        "106751991168d",
        "9223372036854775807ms1s",
        "99999999999999999999w",
        "15250284452w1ms2s",
        "9223372036854775807s",
    };

    for (size_t at = 0; at < sizeof WRONG / sizeof *WRONG; at++) {
        Error error = {0};
        int64_t duration = 77;
        assert_false(parse_duration(WRONG[at], &duration, &error));
        assert_int_equal(duration, 77);
        assert_int_equal(error.outcome, OUTCOME_USAGE);
        assert_non_null(strstr(error.hint, "1h30m"));
    }
}

static void sizes(void **state)
{
    (void) state;
    static const struct {
        const char *text;
        int64_t bytes;
    } RIGHT[] = {{"0B", 0},          {"1000B", 1000},        {"512kB", 524288},
                 {"20MB", 20971520}, {"1.5 GB", 1610612736}, {"2TB", 2199023255552}};
    static const char *const WRONG[] = {"",     "20",    "MB",     "-1MB",          "1.MB", ".5MB",
                                        "20mb", "20MB ", "20  MB", "99999999999TB", "1e3MB"};
    Error error = {0};
    int64_t bytes = 77;

    for (size_t at = 0; at < sizeof RIGHT / sizeof *RIGHT; at++) {
        assert_true(parse_size(RIGHT[at].text, &bytes, &error));
        assert_int_equal(bytes, RIGHT[at].bytes);
    }
    bytes = 77;
    for (size_t at = 0; at < sizeof WRONG / sizeof *WRONG; at++) {
        assert_false(parse_size(WRONG[at], &bytes, &error));
        assert_int_equal(bytes, 77);
        assert_int_equal(error.outcome, OUTCOME_USAGE);
    }
}

static void reals(void **state)
{
    (void) state;
    static const char *const WRONG[] = {"",   "-1",  "x",   "1e3", "1.",
                                        ".5", "nan", "inf", "2,5", "1 "};
    Error error = {0};
    double real;

    assert_true(parse_real("2.5", &real, &error) && real == 2.5);
    assert_true(parse_real("0", &real, &error) && real == 0);
    for (size_t at = 0; at < sizeof WRONG / sizeof *WRONG; at++)
        assert_false(parse_real(WRONG[at], &real, &error));
}

static void instants_of_the_past(void **state)
{
    static const int64_t NOW = 1795230000000000; /* 2026-11-21 03:00:00 */
    static const struct {
        const char *text;
        int64_t instant;
    } RIGHT[] = {
        {"1d", NOW - INT64_C(86400000000)},
        {"0s", NOW},
        {"99999d", 0},
        {"2026-11-21", NOW - INT64_C(3) * 3600 * 1000000},
        {"2026-11-21 03:00:01", NOW + 1000000},
        {"2026-11-21T03:00:00Z", NOW},
    };
    static const char *const WRONG[] = {"", "30", "yesterday", "2026-11-32", "2026-1-1", "-1d"};

    (void) state;
    for (size_t at = 0; at < sizeof RIGHT / sizeof *RIGHT; at++) {
        Error error = {0};
        int64_t instant = 77;
        assert_true(parse_past(RIGHT[at].text, NOW, &instant, &error));
        assert_true(instant == RIGHT[at].instant);
    }
    for (size_t at = 0; at < sizeof WRONG / sizeof *WRONG; at++) {
        Error error = {0};
        int64_t instant = 77;
        assert_false(parse_past(WRONG[at], NOW, &instant, &error));
        assert_int_equal(instant, 77);
        assert_int_equal(error.outcome, OUTCOME_USAGE);
        assert_non_null(strstr(error.hint, "30d"));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),
        cmocka_unit_test(no_numbers),
        cmocka_unit_test(numbers_beyond_the_bounds),
        cmocka_unit_test(bounds_are_included),
        cmocka_unit_test(durations),
        cmocka_unit_test(no_durations),
        cmocka_unit_test(sizes),
        cmocka_unit_test(reals),
        cmocka_unit_test(instants_of_the_past),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
