#include "base/terminal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/text.h"
#include "base/utf8.h"

typedef struct {
    uint32_t first;
    uint32_t last;
} Range;

/* The library's wcwidth knows nothing in the locale "C", which cron uses; these tables always do.
 */
static const Range NOT_PLAIN[] = {
    {0x0000, 0x001F}, {0x007F, 0x009F}, {0x00AD, 0x00AD}, {0x061C, 0x061C},    {0x115F, 0x1160},
    {0x180E, 0x180E}, {0x200B, 0x200F}, {0x2028, 0x202E}, {0x2060, 0x206F},    {0x3164, 0x3164},
    {0xFEFF, 0xFEFF}, {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0xE0000, 0x10FFFF},
};

/* Combining marks of the scripts that names are mostly written in, and variation selectors. */
static const Range NO_WIDTH[] = {
    {0x0300, 0x036F}, {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x05BF, 0x05BF}, {0x05C1, 0x05C2},
    {0x05C4, 0x05C5}, {0x0610, 0x061A}, {0x064B, 0x065F}, {0x0670, 0x0670}, {0x06D6, 0x06DC},
    {0x093C, 0x093C}, {0x0941, 0x0948}, {0x094D, 0x094D}, {0x0E31, 0x0E31}, {0x0E34, 0x0E3A},
    {0x0E47, 0x0E4E}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F},
    {0xFE20, 0xFE2F},
};

static const Range TWO_WIDE[] = {
    {0x1100, 0x115E},   {0x231A, 0x231B},   {0x2329, 0x232A},   {0x23E9, 0x23EC},
    {0x25FD, 0x25FE},   {0x2614, 0x2615},   {0x26AA, 0x26AB},   {0x2705, 0x2705},
    {0x274C, 0x274C},   {0x2753, 0x2755},   {0x2795, 0x2797},   {0x2B1B, 0x2B1C},
    {0x2B50, 0x2B50},   {0x2E80, 0x303E},   {0x3041, 0x33FF},   {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},   {0xA000, 0xA4CF},   {0xA960, 0xA97F},   {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF01, 0xFF60},   {0xFFE0, 0xFFE6},
    {0x1F004, 0x1F004}, {0x1F18E, 0x1F18E}, {0x1F191, 0x1F19A}, {0x1F200, 0x1F320},
    {0x1F32D, 0x1F335}, {0x1F337, 0x1F37C}, {0x1F37E, 0x1F393}, {0x1F3A0, 0x1F3CA},
    {0x1F3E0, 0x1F3F0}, {0x1F3F8, 0x1F43E}, {0x1F440, 0x1F440}, {0x1F442, 0x1F4FC},
    {0x1F4FF, 0x1F53D}, {0x1F54B, 0x1F567}, {0x1F5FB, 0x1F64F}, {0x1F680, 0x1F6C5},
    {0x1F6D5, 0x1F6D7}, {0x1F7E0, 0x1F7EB}, {0x1F90C, 0x1F9FF}, {0x1FA70, 0x1FAFF},
    {0x20000, 0x3FFFD},
};

static bool is_in(uint32_t character, const Range ranges[], size_t count)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (character > ranges[middle].last)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && character >= ranges[low].first;
}

#define IS_IN(character, ranges) is_in((character), (ranges), sizeof(ranges) / sizeof *(ranges))

bool terminal_is_plain(uint32_t character)
{
    return !IS_IN(character, NOT_PLAIN);
}

static void add_escaped(Text *text, uint32_t character)
{
    switch (character) {
        case '\n':
            text_add(text, "\\n");
            return;
        case '\r':
            text_add(text, "\\r");
            return;
        case '\t':
            text_add(text, "\\t");
            return;
        default:
            text_addf(text, character < 0x80 ? "\\x%02x" : "\\u%04x", (unsigned) character);
    }
}

const char *terminal_safe_span(Arena *arena, const char *text, size_t length)
{
    Text *safe = text_new(arena);
    uint32_t character = 0;

    for (size_t size; length > 0; text += size, length -= size) {
        size = utf8_read(text, length, &character);
        if (size == 0) {
            size = 1;
            text_addf(safe, "\\x%02x", (unsigned char) *text);
        } else if (character == '\\') {
            text_add(safe, "\\\\");
        } else if (terminal_is_plain(character)) {
            text_add_span(safe, text, size);
        } else {
            add_escaped(safe, character);
        }
    }
    return text_value(safe);
}

const char *terminal_safe(Arena *arena, const char *text)
{
    return terminal_safe_span(arena, text, strlen(text));
}

static size_t character_width(uint32_t character)
{
    if (IS_IN(character, NO_WIDTH))
        return 0;
    return IS_IN(character, TWO_WIDE) ? 2 : 1;
}

/* Bytes of the longest start of text that takes at most width columns; *used says how many. */
static size_t fit(const char *text, size_t width, size_t *used)
{
    size_t length = strlen(text);
    size_t at = 0;
    uint32_t character = 0;

    *used = 0;
    while (at < length) {
        size_t size = utf8_read(text + at, length - at, &character);
        size_t columns = size == 0 ? 1 : character_width(character);
        if (*used + columns > width)
            break;
        *used += columns;
        at += size == 0 ? 1 : size;
    }
    return at;
}

size_t terminal_width(const char *text)
{
    size_t width;

    fit(text, SIZE_MAX, &width);
    return width;
}

const char *terminal_cut(Arena *arena, const char *text, size_t width)
{
    size_t used;

    if (text[fit(text, width, &used)] == '\0')
        return text;
    if (width == 0)
        return "";
    size_t length = fit(text, width - 1, &used);
    return arena_format(arena, "%.*s\xE2\x80\xA6", (int) length, text);
}

bool terminal_is(FILE *stream)
{
    return isatty(fileno(stream)) == 1;
}

size_t terminal_columns(FILE *stream)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size;

    if (columns != NULL) {
        long number = strtol(columns, NULL, 10);
        if (number > 0 && number < 10000)
            return (size_t) number;
    }
    if (ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

bool terminal_has_colour(FILE *stream)
{
    const char *no_colour = getenv("NO_COLOR");
    const char *kind = getenv("TERM");

    return terminal_is(stream) && (no_colour == NULL || *no_colour == '\0') && kind != NULL &&
           *kind != '\0' && strcmp(kind, "dumb") != 0;
}
