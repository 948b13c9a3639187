/* Numbers as people read them. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/text.h"

/* The size of a number without its sign, also for the smallest one. */
static uint64_t magnitude(int64_t number)
{
    return number < 0 ? 0 - (uint64_t) number : (uint64_t) number;
}

const char *text_count(Arena *arena, int64_t count)
{
    char digits[24];
    int length = snprintf(digits, sizeof digits, "%" PRIu64, magnitude(count));
    Text *text = text_new(arena);

    if (count < 0)
        text_add_char(text, '-');
    for (int at = 0; at < length; at++) {
        if (at > 0 && (length - at) % 3 == 0)
            text_add_char(text, ',');
        text_add_char(text, digits[at]);
    }
    return text_value(text);
}

const char *text_bytes(Arena *arena, int64_t bytes)
{
    static const char *const UNITS[] = {"bytes", "kB", "MB", "GB", "TB", "PB", "EB"};
    double size = (double) magnitude(bytes);
    const char *sign = bytes < 0 ? "-" : "";
    size_t unit = 0;

    /* 1023.95 kB would be written as 1024.0 kB. */
    while (size >= (unit == 0 ? 1024 : 1023.95) && unit + 1 < sizeof UNITS / sizeof *UNITS) {
        size /= 1024;
        unit++;
    }
    if (unit == 0)
        return arena_format(arena, "%s%.0f bytes", sign, size);
    return arena_format(arena, "%s%.*f %s", sign, size < 99.95 ? 1 : 0, size, UNITS[unit]);
}

const char *text_duration(Arena *arena, int64_t milliseconds)
{
    static const struct {
        uint64_t milliseconds;
        const char *name;
    } UNITS[] = {{86400000, "d"}, {3600000, "h"}, {60000, "min"}, {1000, "s"}};
    enum { UNIT_COUNT = sizeof UNITS / sizeof *UNITS };

    uint64_t left = magnitude(milliseconds);
    const char *sign = milliseconds < 0 ? "-" : "";
    if (left < 1000)
        return arena_format(arena, "%s%" PRIu64 " ms", sign, left);
    if (left < 10000 && left % 1000 >= 100)
        return arena_format(arena, "%s%" PRIu64 ".%" PRIu64 " s", sign, left / 1000,
                            left % 1000 / 100);

    size_t unit = 0;
    while (left < UNITS[unit].milliseconds)
        unit++;
    uint64_t large = left / UNITS[unit].milliseconds;
    left %= UNITS[unit].milliseconds;
    uint64_t small = unit + 1 < UNIT_COUNT ? left / UNITS[unit + 1].milliseconds : 0;
    if (small == 0)
        return arena_format(arena, "%s%" PRIu64 " %s", sign, large, UNITS[unit].name);
    return arena_format(arena, "%s%" PRIu64 " %s %" PRIu64 " %s", sign, large, UNITS[unit].name,
                        small, UNITS[unit + 1].name);
}

const char *text_real(Arena *arena, double real)
{
    char digits[32];

    if (isnan(real))
        return "NaN";
    if (isinf(real))
        return real > 0 ? "Infinity" : "-Infinity";
    for (int precision = 15; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, real);
        if (strtod(digits, NULL) == real)
            break;
    }
    return arena_copy(arena, digits);
}

const char *text_plural(Arena *arena, int64_t count, const char *one, const char *many)
{
    return arena_format(arena, "%s %s", text_count(arena, count), count == 1 ? one : many);
}
