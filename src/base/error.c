#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* A text that was cut may end within a UTF-8 character: that one goes too. */
static void drop_partial_character(char *text)
{
    size_t length = strlen(text);
    size_t start = length;

    while (start > 0 && length - start < 4 && ((unsigned char) text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0)
        return;

    unsigned char lead = (unsigned char) text[start - 1];
    size_t expected = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
    if (length - start + 1 < expected)
        text[start - 1] = '\0';
}

__attribute__((format(printf, 3, 0))) static void write_text(char *text, size_t size,
                                                             const char *format, va_list arguments)
{
    int length = vsnprintf(text, size, format, arguments);

    if (length < 0)
        text[0] = '\0';
    else if ((size_t) length >= size)
        drop_partial_character(text);
}

bool fail(Error *error, Outcome outcome, const char *format, ...)
{
    Error failure = {.outcome = outcome};
    va_list arguments;

    va_start(arguments, format);
    write_text(failure.message, sizeof failure.message, format, arguments);
    va_end(arguments);
    *error = failure; /* last: an argument may be part of the earlier failure */
    return false;
}

bool fail_errno(Error *error, Outcome outcome, int number, const char *format, ...)
{
    Error failure = {.outcome = outcome};
    va_list arguments;

    va_start(arguments, format);
    write_text(failure.message, sizeof failure.message, format, arguments);
    va_end(arguments);
    if (strerror_r(number, failure.detail, sizeof failure.detail) != 0)
        snprintf(failure.detail, sizeof failure.detail, "error %d", number);
    *error = failure;
    return false;
}

bool fail_detail(Error *error, const char *format, ...)
{
    char detail[sizeof error->detail];
    va_list arguments;

    va_start(arguments, format);
    write_text(detail, sizeof detail, format, arguments);
    va_end(arguments);
    memcpy(error->detail, detail, sizeof detail);
    return false;
}

bool fail_hint(Error *error, const char *format, ...)
{
    char hint[sizeof error->hint];
    va_list arguments;

    va_start(arguments, format);
    write_text(hint, sizeof hint, format, arguments);
    va_end(arguments);
    memcpy(error->hint, hint, sizeof hint);
    return false;
}
