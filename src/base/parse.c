#include "base/parse.h"

#include <inttypes.h>
#include <math.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

static bool is_digit(char character)
{
    return character >= '0' && character <= '9';
}

/* Reads digits as a negative number, whose range is the larger one.  false on overflow. */
static bool read_digits(const char **text, int64_t *negative)
{
    *negative = 0;
    for (; is_digit(**text); (*text)++)
        if (__builtin_mul_overflow(*negative, 10, negative) ||
            __builtin_sub_overflow(*negative, **text - '0', negative))
            return false;
    return true;
}

static bool fail_bounds(int64_t minimum, int64_t maximum, const char *text, Error *error)
{
    fail(error, OUTCOME_USAGE, "%s is out of range", text);
    if (maximum == INT64_MAX)
        return fail_hint(error, "Give a number of at least %" PRId64 ".", minimum);
    return fail_hint(error, "Give a number from %" PRId64 " to %" PRId64 ".", minimum, maximum);
}

bool parse_number(const char *text, int64_t minimum, int64_t maximum, int64_t *number, Error *error)
{
    bool is_negative = *text == '-';
    const char *at = text + (*text == '-' || *text == '+');
    int64_t value;

    if (!is_digit(*at) || at[strspn(at, "0123456789")] != '\0') {
        fail(error, OUTCOME_USAGE, "\"%s\" is not a number", text);
        return fail_hint(error, "Write digits only, as in 1500.");
    }
    if (!read_digits(&at, &value) || (!is_negative && value == INT64_MIN))
        return fail_bounds(minimum, maximum, text, error);
    if (!is_negative)
        value = -value;
    if (value < minimum || value > maximum)
        return fail_bounds(minimum, maximum, text, error);
    *number = value;
    return true;
}

typedef struct {
    const char *name;
    int64_t milliseconds;
} Unit;

/* From the largest to the smallest; each may be used once, in this order. */
static const Unit UNITS[] = {
    {"w", 604800000}, {"d", 86400000}, {"h", 3600000}, {"m", 60000}, {"s", 1000}, {"ms", 1},
};
enum { UNIT_COUNT = sizeof UNITS / sizeof *UNITS };

/* The unit at the start of text among those still allowed, or UNIT_COUNT. */
static size_t find_unit(const char *text, size_t first)
{
    for (size_t at = first; at < UNIT_COUNT; at++) {
        size_t length = strlen(UNITS[at].name);
        if (strncmp(text, UNITS[at].name, length) == 0 &&
            (text[length] == '\0' || is_digit(text[length])))
            return at;
    }
    return UNIT_COUNT;
}

static bool fail_duration(const char *text, const char *why, Error *error)
{
    fail(error, OUTCOME_USAGE, "\"%s\" is %s", text, why);
    return fail_hint(error, "Write a number and its unit: 90s, 15m, 2h, 30d, 1w, or 1h30m.");
}

bool parse_duration(const char *text, int64_t *milliseconds, Error *error)
{
    int64_t total = 0; /* negative, as read_digits gives it */
    size_t first = 0;

    if (*text == '\0')
        return fail_duration(text, "not a duration", error);
    for (const char *at = text; *at != '\0';) {
        int64_t part;
        if (!is_digit(*at))
            return fail_duration(text, "not a duration", error);
        if (!read_digits(&at, &part))
            return fail_duration(text, "too long", error);
        size_t unit = find_unit(at, first);
        if (unit == UNIT_COUNT)
            return fail_duration(text, "not a duration", error);
        if (__builtin_mul_overflow(part, UNITS[unit].milliseconds, &part) ||
            __builtin_add_overflow(total, part, &total) || total == INT64_MIN)
            return fail_duration(text, "too long", error);
        at += strlen(UNITS[unit].name);
        first = unit + 1;
    }
    *milliseconds = -total;
    return true;
}

/* Where the number at the start of text ends; NULL when there is none. */
static const char *real_end(const char *text)
{
    size_t whole = strspn(text, "0123456789");
    size_t fraction = text[whole] == '.' ? 1 + strspn(text + whole + 1, "0123456789") : 0;

    return whole > 0 && fraction != 1 ? text + whole + fraction : NULL;
}

static const char *const SIZES[] = {"B", "kB", "MB", "GB", "TB"};

bool parse_size(const char *text, int64_t *bytes, Error *error)
{
    const char *unit = real_end(text);
    double size = unit == NULL ? 0 : strtod(text, NULL);

    if (unit != NULL) {
        unit += *unit == ' ';
        for (size_t at = 0; at < sizeof SIZES / sizeof *SIZES; at++, size *= 1024)
            if (strcmp(unit, SIZES[at]) == 0 && size < 9e18) {
                *bytes = (int64_t) size;
                return true;
            }
    }
    fail(error, OUTCOME_USAGE, "\"%s\" is not a size", text);
    return fail_hint(error, "Write a number and its unit: 512kB, 20MB, 1.5GB.");
}

bool parse_real(const char *text, double *real, Error *error)
{
    const char *end = real_end(text);
    double value = end == NULL || *end != '\0' ? NAN : strtod(text, NULL);

    if (isfinite(value)) {
        *real = value;
        return true;
    }
    fail(error, OUTCOME_USAGE, "\"%s\" is not a number", text);
    return fail_hint(error, "Write digits, as in 2.5.");
}

static bool fail_past(const char *text, Error *error)
{
    fail(error, OUTCOME_USAGE, "\"%s\" is neither a time nor how long ago", text);
    return fail_hint(error, "For example 30d, 12h, 2026-11-21 or \"2026-11-21 03:00:00\" (UTC).");
}

bool parse_past(const char *text, int64_t now, int64_t *instant, Error *error)
{
    enum { DAY_LENGTH = sizeof "2026-11-21" - 1, US_PER_MS = 1000 };
    char day[DAY_LENGTH + sizeof " 00:00:00"];
    int64_t milliseconds = 0, found = 0;
    Error ignored;

    if (parse_duration(text, &milliseconds, &ignored)) {
        *instant = milliseconds > now / US_PER_MS ? 0 : now - milliseconds * US_PER_MS;
        return true;
    }
    snprintf(day, sizeof day, "%s%s", text, strlen(text) == DAY_LENGTH ? " 00:00:00" : "");
    if (!clock_parse_utc(strlen(text) == DAY_LENGTH ? day : text, &found, &ignored))
        return fail_past(text, error);
    *instant = found;
    return true;
}
