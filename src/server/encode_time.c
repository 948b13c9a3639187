/* Dates and instants: days and microseconds since 2000-01-01. */
#include <string.h>

#include "base/calendar.h"
#include "server/encode_value.h"

#define MICROSECONDS_A_DAY INT64_C(86400000000)

/* PostgreSQL's own bounds, in days since 2000-01-01. */
#define FIRST_DAY (-2451545)     /* 4714-11-24 BC, where Julian days begin */
#define LAST_DATE 2145031948     /* 5874897-12-31 */
#define LAST_TIMESTAMP 106751982 /* 294276-12-31 */

enum { DAYS_1970_TO_2000 = 10957, YEAR_DIGITS_MAX = 7 };

/* Between least and most digits; -1 when there are fewer or more. */
static int64_t take_digits(const char **at, int least, int most)
{
    int64_t number = 0;
    int count = 0;

    for (; **at >= '0' && **at <= '9'; (*at)++, count++) {
        if (count == most)
            return -1;
        number = number * 10 + (**at - '0');
    }
    return count < least ? -1 : number;
}

static bool take(const char **at, const char *word)
{
    if (!text_starts_with(*at, word))
        return false;
    *at += strlen(word);
    return true;
}

typedef struct {
    int64_t year;
    int month;
    int day;
    int64_t microseconds; /* of the day */
} Moment;

static bool take_date(const char **at, Moment *moment)
{
    moment->year = take_digits(at, 4, YEAR_DIGITS_MAX);
    if (moment->year < 1 || !take(at, "-"))
        return false;
    moment->month = (int) take_digits(at, 2, 2);
    if (moment->month < 1 || moment->month > 12 || !take(at, "-"))
        return false;
    moment->day = (int) take_digits(at, 2, 2);
    return moment->day >= 1;
}

/* ".5" is 500000; more than six digits nobody writes. */
static bool take_fraction(const char **at, int64_t *microseconds)
{
    const char *start = *at + 1;

    *microseconds = 0;
    if (!take(at, "."))
        return true;
    *microseconds = take_digits(at, 1, 6);
    for (long digits = *at - start; digits < 6; digits++)
        *microseconds *= 10;
    return *microseconds >= 0;
}

static bool take_time(const char **at, Moment *moment)
{
    int64_t fraction;
    int64_t hour = take_digits(at, 2, 2);
    if (hour < 0 || hour > 23 || !take(at, ":"))
        return false;
    int64_t minute = take_digits(at, 2, 2);
    if (minute < 0 || minute > 59 || !take(at, ":"))
        return false;
    int64_t second = take_digits(at, 2, 2);
    if (second < 0 || second > 59 || !take_fraction(at, &fraction))
        return false;
    moment->microseconds = ((hour * 60 + minute) * 60 + second) * 1000000 + fraction;
    return true;
}

/* What follows the date and the time; then the day is known. */
static bool finish(const char *at, Moment *moment, int64_t last_day, int64_t *day)
{
    if (take(&at, " BC"))
        moment->year = 1 - moment->year;
    if (*at != '\0' || moment->day > calendar_days_in_month(moment->year, moment->month))
        return false;
    *day = calendar_days_since_1970(moment->year, moment->month, moment->day) - DAYS_1970_TO_2000;
    return *day >= FIRST_DAY && *day <= last_day;
}

/* "infinity" and "-infinity" are the ends of the numbers' range. */
static bool read_endless(const char *text, int64_t least, int64_t greatest, int64_t *number)
{
    *number = *text == '-' ? least : greatest;
    return strcmp(text, "infinity") == 0 || strcmp(text, "-infinity") == 0;
}

bool encode_date(const char *text, size_t length, Text *out)
{
    Moment moment;
    int64_t day;

    (void) length;
    if (!read_endless(text, INT32_MIN, INT32_MAX, &day) &&
        (!take_date(&text, &moment) || !finish(text, &moment, LAST_DATE, &day)))
        return false;
    add_int32(out, (int32_t) day);
    return true;
}

static bool add_instant(const char *text, const char *zone, Text *out)
{
    Moment moment;
    int64_t instant, day;

    if (!read_endless(text, INT64_MIN, INT64_MAX, &instant)) {
        if (!take_date(&text, &moment) || !take(&text, " ") || !take_time(&text, &moment) ||
            !take(&text, zone) || !finish(text, &moment, LAST_TIMESTAMP, &day))
            return false;
        instant = day * MICROSECONDS_A_DAY + moment.microseconds;
    }
    add_int64(out, instant);
    return true;
}

bool encode_timestamp(const char *text, size_t length, Text *out)
{
    (void) length;
    return add_instant(text, "", out);
}

bool encode_timestamptz(const char *text, size_t length, Text *out)
{
    (void) length;
    return add_instant(text, "+00", out);
}
