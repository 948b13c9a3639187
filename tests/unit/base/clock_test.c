/* Instants, and how they are written and read. */
#include "../suite.h"

#include <stdbool.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/clock.h"

static void check(const char *text, int64_t expected)
{
    Error error;
    int64_t instant = 77;

    assert_true(clock_parse_utc(text, &instant, &error));
    assert_int_equal(instant, expected);
}

static void instants_are_written(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();
    int64_t instant = 1795230000123456; /* 2026-11-21 03:00:00.123456 */

    assert_string_equal(clock_format_utc(arena, instant), "2026-11-21 03:00:00.123456");
    assert_string_equal(clock_format_utc(arena, instant - 456), "2026-11-21 03:00:00.123");
    assert_string_equal(clock_format_utc(arena, instant - 123456), "2026-11-21 03:00:00");
    assert_string_equal(clock_format_iso(arena, instant), "2026-11-21T03:00:00Z");
    assert_string_equal(clock_format_compact(arena, instant), "20261121T030000Z");
    assert_string_equal(clock_format_utc(arena, -1), "1969-12-31 23:59:59.999999");
    assert_string_equal(clock_format_utc(arena, INT64_MAX), "9999-12-31 23:59:59");
    assert_string_equal(clock_format_utc(arena, INT64_MIN), "0001-01-01 00:00:00");
}

static void instants_are_read(void **state)
{
    (void) state;
    check("1970-01-01 00:00:00", 0);
    check("2026-11-21 03:00:00.123456", 1795230000123456);
    check("2026-11-21T03:00:00Z", 1795230000000000);
    check("2026-11-21 03:00:00.5", 1795230000500000);
    check("1969-12-31 23:59:59.999999", -1);
    check("2024-02-29 00:00:00", 1709164800000000);
    check("0001-01-01 00:00:00", -62135596800000000);
    check("9999-12-31 23:59:59.999999", 253402300799999999);
}

static void other_text_is_refused(void **state)
{
    (void) state;
    static const char *const WRONG[] = {
        "",
        "2026-11-21",
        "2026-11-21 03:00",
        "2026-11-21 03:00:00+02",
        "2026-11-31 03:00:00",
        "2025-02-29 03:00:00",
        "1900-02-29 03:00:00",
        "2026-13-01 03:00:00",
        "2026-00-01 03:00:00",
        "2026-01-00 03:00:00",
        "2026-01-01 24:00:00",
        "2026-01-01 00:60:00",
        "2026-01-01 00:00:60",
        "2026-01-01 00:00:00.",
        "2026-01-01 00:00:00.1234567",
        "0000-01-01 00:00:00",
        "26-01-01 00:00:00",
        " 2026-01-01 00:00:00",
        "infinity",
    };

    for (size_t at = 0; at < sizeof WRONG / sizeof *WRONG; at++) {
        Error error;
        int64_t instant = 77;
        assert_false(clock_parse_utc(WRONG[at], &instant, &error));
        assert_int_equal(instant, 77);
        assert_int_equal(error.outcome, OUTCOME_USAGE);
    }
}

static void every_day_comes_back(void **state)
{
    (void) state;
    Arena *arena CLEANUP(arena_release) = arena_new();

    for (int64_t day = -719162; day < 2932896; day += 97) {
        int64_t instant = day * 86400000000 + 12345678901;
        check(clock_format_utc(arena, instant), instant);
    }
}

static void a_stopped_clock_moves_only_by_sleeping(void **state)
{
    (void) state;
    clock_stop_at(1000000);
    assert_int_equal(clock_now(), 1000000);
    assert_int_equal(clock_monotonic_ms(), 0);
    clock_sleep_ms(1500);
    clock_sleep_ms(-5);
    assert_int_equal(clock_now(), 2500000);
    assert_int_equal(clock_monotonic_ms(), 1500);
    clock_resume();
    assert_true(clock_now() > 1700000000000000);
}

static void real_time_passes(void **state)
{
    (void) state;
    int64_t before = clock_monotonic_ms();

    clock_sleep_ms(30);
    int64_t slept = clock_monotonic_ms() - before;
    assert_in_range(slept, 29, 5000);
    assert_true(clock_now() / 1000000 - (int64_t) time(NULL) <= 1);
}

static void jitter_stays_within_its_bounds(void **state)
{
    (void) state;
    bool differs = false;

    for (int at = 0; at < 1000; at++) {
        int64_t jitter = clock_jitter_ms(100);
        assert_in_range(jitter, 50, 150);
        differs = differs || jitter != clock_jitter_ms(100);
    }
    assert_true(differs);
    assert_int_equal(clock_jitter_ms(0), 0);
    assert_int_equal(clock_jitter_ms(-3), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instants_are_written),
        cmocka_unit_test(instants_are_read),
        cmocka_unit_test(other_text_is_refused),
        cmocka_unit_test(every_day_comes_back),
        cmocka_unit_test(a_stopped_clock_moves_only_by_sleeping),
        cmocka_unit_test(real_time_passes),
        cmocka_unit_test(jitter_stays_within_its_bounds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
