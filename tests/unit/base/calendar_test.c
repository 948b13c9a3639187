/* Days of the calendar, against the C library where that reaches, and beyond. */
#include "../suite.h"

#include <time.h>

#include "base/calendar.h"

static void days_are_those_of_the_library(void **state)
{
    (void) state;
    for (int64_t day = -800000; day < 800000; day += 37) {
        time_t seconds = (time_t) day * 86400;
        struct tm parts;
        gmtime_r(&seconds, &parts);
        assert_int_equal(
            calendar_days_since_1970(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday), day);
    }
}

static void every_day_follows_the_one_before(void **state)
{
    (void) state;
    int64_t expected = calendar_days_since_1970(-5001, 1, 1);

    for (int64_t year = -5001; year < 3001; year++)
        for (int month = 1; month <= 12; month++) {
            assert_int_equal(calendar_days_since_1970(year, month, 1), expected);
            expected += calendar_days_in_month(year, month);
        }
}

static void the_ends_are_where_postgresql_has_them(void **state)
{
    (void) state;
    int64_t epoch = calendar_days_since_1970(2000, 1, 1);

    assert_int_equal(epoch, 10957);
    assert_int_equal(calendar_days_since_1970(-4713, 11, 24) - epoch, -2451545);
    assert_int_equal(calendar_days_since_1970(294276, 12, 31) - epoch, 106751982);
    assert_int_equal(calendar_days_since_1970(5874897, 12, 31) - epoch, 2145031948);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(days_are_those_of_the_library),
        cmocka_unit_test(every_day_follows_the_one_before),
        cmocka_unit_test(the_ends_are_where_postgresql_has_them),
    };

    return cmocka_run_group_tests_name("base/calendar", tests, NULL, NULL);
}
