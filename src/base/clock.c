#include "base/clock.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/calendar.h"

enum { MICROSECONDS = 1000000 };

#define YEAR_1 (-62135596800LL)    /* 0001-01-01 00:00:00, in seconds */
#define YEAR_9999 (253402300799LL) /* 9999-12-31 23:59:59 */

/* Where a stopped clock stands; 0 in is_stopped is real time. */
static struct {
    bool is_stopped;
    int64_t instant;
    int64_t slept_us;
} test_clock;

static int64_t read_clock(clockid_t which, int64_t parts)
{
    struct timespec now;

    clock_gettime(which, &now);
    return (int64_t) now.tv_sec * parts + now.tv_nsec / (1000000000 / parts);
}

int64_t clock_now(void)
{
    return test_clock.is_stopped ? test_clock.instant : read_clock(CLOCK_REALTIME, MICROSECONDS);
}

int64_t clock_monotonic_us(void)
{
    return test_clock.is_stopped ? test_clock.slept_us : read_clock(CLOCK_MONOTONIC, MICROSECONDS);
}

int64_t clock_monotonic_ms(void)
{
    return clock_monotonic_us() / 1000;
}

/* Splits an instant; one outside the years that can be written becomes the nearest inside. */
static struct tm split(int64_t instant, int *fraction)
{
    int64_t seconds = instant / MICROSECONDS;
    int64_t rest = instant % MICROSECONDS;

    if (rest < 0) {
        rest += MICROSECONDS;
        seconds--;
    }
    if (seconds < YEAR_1 || seconds > YEAR_9999) {
        rest = 0;
        seconds = seconds < YEAR_1 ? YEAR_1 : YEAR_9999;
    }
    struct tm parts = {0};
    gmtime_r(&(time_t){(time_t) seconds}, &parts);
    *fraction = (int) rest;
    return parts;
}

const char *clock_format_utc(Arena *arena, int64_t instant)
{
    int fraction;
    struct tm parts = split(instant, &fraction);
    char *text = arena_format(arena, "%04d-%02d-%02d %02d:%02d:%02d.%06d", parts.tm_year + 1900,
                              parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min,
                              parts.tm_sec, fraction);

    /* PostgreSQL writes no trailing zeros. */
    size_t length = strlen(text);
    while (text[length - 1] == '0' && fraction != 0)
        text[--length] = '\0';
    if (fraction == 0)
        text[length - 7] = '\0';
    return text;
}

const char *clock_format_iso(Arena *arena, int64_t instant)
{
    int fraction;
    struct tm parts = split(instant, &fraction);

    return arena_format(arena, "%04d-%02d-%02dT%02d:%02d:%02dZ", parts.tm_year + 1900,
                        parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

const char *clock_format_compact(Arena *arena, int64_t instant)
{
    int fraction;
    struct tm parts = split(instant, &fraction);

    return arena_format(arena, "%04d%02d%02dT%02d%02d%02dZ", parts.tm_year + 1900, parts.tm_mon + 1,
                        parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

/* Exactly so many digits; -1 when there is anything else. */
static int take_digits(const char **text, int count)
{
    int number = 0;

    for (; count > 0; count--, (*text)++) {
        if (**text < '0' || **text > '9')
            return -1;
        number = number * 10 + (**text - '0');
    }
    return number;
}

static bool take(const char **text, const char *allowed)
{
    if (**text == '\0' || strchr(allowed, **text) == NULL)
        return false;
    (*text)++;
    return true;
}

/* ".5" to 500000; more than six digits are not ours. */
static bool take_fraction(const char **text, int *microseconds)
{
    *microseconds = 0;
    if (!take(text, "."))
        return true;

    int scale = MICROSECONDS / 10;
    const char *start = *text;
    for (; **text >= '0' && **text <= '9' && scale > 0; (*text)++, scale /= 10)
        *microseconds += (**text - '0') * scale;
    return *text > start;
}

static bool read_instant(const char *text, int64_t *instant)
{
    int fraction;
    int year = take_digits(&text, 4);
    if (year < 1 || !take(&text, "-"))
        return false;
    int month = take_digits(&text, 2);
    if (month < 1 || month > 12 || !take(&text, "-"))
        return false;
    int day = take_digits(&text, 2);
    if (day < 1 || day > calendar_days_in_month(year, month) || !take(&text, " T"))
        return false;
    int hour = take_digits(&text, 2);
    if (hour < 0 || hour > 23 || !take(&text, ":"))
        return false;
    int minute = take_digits(&text, 2);
    if (minute < 0 || minute > 59 || !take(&text, ":"))
        return false;
    int second = take_digits(&text, 2);
    if (second < 0 || second > 59 || !take_fraction(&text, &fraction))
        return false;
    take(&text, "Z");
    if (*text != '\0')
        return false;

    int64_t seconds = calendar_days_since_1970(year, month, day) * 86400 + (int64_t) hour * 3600 +
                      (int64_t) minute * 60 + second;
    *instant = seconds * MICROSECONDS + fraction;
    return true;
}

bool clock_parse_utc(const char *text, int64_t *instant, Error *error)
{
    if (read_instant(text, instant))
        return true;
    fail(error, OUTCOME_USAGE, "\"%s\" is not a time", text);
    return fail_hint(error, "Write it in UTC as 2026-11-21 03:00:00 or 2026-11-21T03:00:00Z.");
}

void clock_sleep_us(int64_t microseconds)
{
    if (microseconds <= 0)
        return;
    if (test_clock.is_stopped) {
        test_clock.instant += microseconds;
        test_clock.slept_us += microseconds;
        return;
    }
    nanosleep(&(struct timespec){.tv_sec = (time_t) (microseconds / MICROSECONDS),
                                 .tv_nsec = (long) (microseconds % MICROSECONDS) * 1000},
              NULL);
}

void clock_sleep_ms(int64_t milliseconds)
{
    clock_sleep_us(milliseconds * 1000);
}

int64_t clock_jitter_ms(int64_t milliseconds)
{
    static unsigned long long state;

    if (milliseconds <= 0)
        return 0;
    if (state == 0)
        state = (unsigned long long) read_clock(CLOCK_REALTIME, 1000000000) | 1;
    /* xorshift: unpredictability is not needed, only that two runs differ. */
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return milliseconds / 2 + (int64_t) (state % ((unsigned long long) milliseconds + 1));
}

void clock_stop_at(int64_t instant)
{
    test_clock.is_stopped = true;
    test_clock.instant = instant;
    test_clock.slept_us = 0;
}

void clock_resume(void)
{
    test_clock.is_stopped = false;
}
