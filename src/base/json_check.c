#include "base/json_check.h"

#include <stdint.h>
#include <string.h>

/* What is being read; at never passes end. */
typedef struct {
    const char *at;
    const char *end;
    JsonCheck as;
    Text *open; /* the brackets that are open, outermost first */
} Check;

static bool take(Check *check, char wanted)
{
    if (check->at == check->end || *check->at != wanted)
        return false;
    check->at++;
    return true;
}

/* The byte at hand, or a zero at the end. */
static char peek(const Check *check)
{
    return (char) (check->at < check->end ? *check->at : '\0');
}

static void skip_blanks(Check *check)
{
    while (check->at < check->end &&
           (*check->at == ' ' || *check->at == '\n' || *check->at == '\t' || *check->at == '\r'))
        check->at++;
}

/* The four digits of \uXXXX; -1 when they are not all there. */
static int take_unit(Check *check)
{
    int unit = 0;

    for (int digit = 0; digit < 4; digit++, check->at++) {
        char c = peek(check);
        if (c >= '0' && c <= '9')
            unit = unit * 16 + (c - '0');
        else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
            unit = unit * 16 + (c & 7) + 9;
        else
            return -1;
    }
    return unit;
}

static bool is_high(int unit)
{
    return unit >= 0xD800 && unit < 0xDC00;
}

static bool is_low(int unit)
{
    return unit >= 0xDC00 && unit < 0xE000;
}

static bool take_unicode(Check *check)
{
    int unit = take_unit(check);

    if (unit < 0 || check->as == CHECK_AS_JSON)
        return unit >= 0;
    if (!is_high(unit))
        return unit > 0 && !is_low(unit);
    return take(check, '\\') && take(check, 'u') && is_low(take_unit(check));
}

/* Behind a backslash. */
static bool take_escape(Check *check)
{
    static const char ESCAPES[] = {'"', '\\', '/', 'b', 'f', 'n', 'r', 't'};

    if (take(check, 'u'))
        return take_unicode(check);
    if (check->at == check->end || memchr(ESCAPES, *check->at, sizeof ESCAPES) == NULL)
        return false;
    check->at++;
    return true;
}

#define ONES UINT64_C(0x0101010101010101)
#define HIGHS UINT64_C(0x8080808080808080)

/* Has its high bit set where a byte of the word is zero; what is behind the first may lie. */
static uint64_t zero_bytes(uint64_t word)
{
    return (word - ONES) & ~word & HIGHS;
}

/* Whether a byte of the word is a quote, a backslash or a control character. */
static bool has_special(uint64_t word)
{
    uint64_t controls = (word - ONES * ' ') & ~word & HIGHS;

    return (zero_bytes(word ^ (ONES * '"')) | zero_bytes(word ^ (ONES * '\\')) | controls) != 0;
}

static bool is_special(char c)
{
    return c == '"' || c == '\\' || (unsigned char) c < ' ';
}

/* Passes over what needs no look, eight bytes at a time as long as there are so many. */
static void skip_plain(Check *check)
{
    uint64_t word;

    while (check->end - check->at >= (ptrdiff_t) sizeof word) {
        memcpy(&word, check->at, sizeof word);
        if (has_special(word))
            break;
        check->at += sizeof word;
    }
    while (check->at < check->end && !is_special(*check->at))
        check->at++;
}

static bool take_string(Check *check)
{
    if (!take(check, '"'))
        return false;
    for (;;) {
        skip_plain(check);
        if (take(check, '"'))
            return true;
        if (!take(check, '\\') || !take_escape(check))
            return false;
    }
}

static bool take_digits(Check *check)
{
    const char *start = check->at;

    while (check->at < check->end && *check->at >= '0' && *check->at <= '9')
        check->at++;
    return check->at > start;
}

static bool take_number(Check *check)
{
    take(check, '-');
    if (!take(check, '0') && !take_digits(check))
        return false;
    if (take(check, '.') && !take_digits(check))
        return false;
    if (!take(check, 'e') && !take(check, 'E'))
        return true;
    if (!take(check, '+'))
        take(check, '-');
    return take_digits(check);
}

static bool take_word(Check *check, const char *word)
{
    size_t length = strlen(word);

    if ((size_t) (check->end - check->at) < length || memcmp(check->at, word, length) != 0)
        return false;
    check->at += length;
    return true;
}

static bool take_scalar(Check *check)
{
    switch (peek(check)) {
        case '"':
            return take_string(check);
        case 't':
            return take_word(check, "true");
        case 'f':
            return take_word(check, "false");
        case 'n':
            return take_word(check, "null");
        default:
            return take_number(check);
    }
}

static bool take_key(Check *check)
{
    skip_blanks(check);
    if (!take_string(check))
        return false;
    skip_blanks(check);
    return take(check, ':');
}

/* The innermost bracket that is open, or a zero. */
static char innermost(const Check *check)
{
    size_t depth = text_length(check->open);

    return (char) (depth == 0 ? '\0' : text_value(check->open)[depth - 1]);
}

static bool take_close(Check *check)
{
    char opened = innermost(check);

    if (opened == '\0' || !take(check, opened == '{' ? '}' : ']'))
        return false;
    text_shorten(check->open, text_length(check->open) - 1);
    return true;
}

/* Up to where a value must begin, or has ended: *is_value says which. */
static bool take_open(Check *check, char bracket, bool *is_value)
{
    text_add_char(check->open, bracket);
    skip_blanks(check);
    *is_value = take_close(check);
    return *is_value || bracket == '[' || take_key(check);
}

/* Behind a value: closes what ends here, then comes the next value or the end of all. */
static bool take_rest(Check *check, bool *is_over)
{
    do
        skip_blanks(check);
    while (take_close(check));
    *is_over = innermost(check) == '\0';
    return *is_over || (take(check, ',') && (innermost(check) == '[' || take_key(check)));
}

static bool take_value(Check *check, bool *is_value)
{
    skip_blanks(check);
    if (take(check, '{'))
        return take_open(check, '{', is_value);
    if (take(check, '['))
        return take_open(check, '[', is_value);
    *is_value = true;
    return take_scalar(check);
}

static bool take_all(Check *check)
{
    bool is_over = false, is_value;

    while (!is_over)
        if (!take_value(check, &is_value) || (is_value && !take_rest(check, &is_over)))
            return false;
    return check->at == check->end;
}

bool document_check(const char *text, size_t length, JsonCheck as, Text *open, size_t *position)
{
    Check check = {.at = text, .end = text + length, .as = as, .open = open};

    text_clear(open);
    bool is_json = take_all(&check);
    *position = (size_t) (check.at - text);
    return is_json;
}
