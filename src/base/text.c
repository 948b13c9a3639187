#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct Text {
    Arena *arena;
    char *value;
    size_t length;
    size_t capacity;
};

enum { FIRST_CAPACITY = 64 };

Text *text_new(Arena *arena)
{
    Text *text = arena_alloc(arena, sizeof *text);

    text->arena = arena;
    text->value = arena_alloc(arena, FIRST_CAPACITY);
    text->capacity = FIRST_CAPACITY;
    return text;
}

char *text_reserve(Text *text, size_t size)
{
    if (size > PTRDIFF_MAX / 2 - text->length)
        arena_exhausted();

    size_t needed = text->length + size + 1;
    if (needed > text->capacity) {
        size_t capacity = text->capacity * 2 > needed ? text->capacity * 2 : needed;
        text->value = arena_grow(text->arena, text->value, text->length + 1, capacity);
        text->capacity = capacity;
    }
    return text->value + text->length;
}

void text_used(Text *text, size_t size)
{
    text->length += size;
    text->value[text->length] = '\0';
}

void text_add(Text *text, const char *part)
{
    if (part != NULL)
        text_add_span(text, part, strlen(part));
}

void text_add_span(Text *text, const char *part, size_t length)
{
    if (length == 0)
        return;
    memcpy(text_reserve(text, length), part, length);
    text_used(text, length);
}

void text_add_char(Text *text, char character)
{
    *text_reserve(text, 1) = character;
    text_used(text, 1);
}

void text_addf(Text *text, const char *format, ...)
{
    va_list arguments, again;

    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    if (length < 0)
        arena_exhausted();
    vsnprintf(text_reserve(text, (size_t) length), (size_t) length + 1, format, again);
    text_used(text, (size_t) length);
    va_end(again);
    va_end(arguments);
}

void text_clear(Text *text)
{
    text->length = 0;
    text->value[0] = '\0';
}

void text_shorten(Text *text, size_t length)
{
    text->length = length;
    text->value[length] = '\0';
}

const char *text_value(const Text *text)
{
    return text->value;
}

size_t text_length(const Text *text)
{
    return text->length;
}

const char *text_join(Arena *arena, const char *const parts[], size_t count, const char *separator)
{
    Text *text = text_new(arena);

    for (size_t at = 0; at < count; at++) {
        if (at > 0)
            text_add(text, separator);
        text_add(text, parts[at]);
    }
    return text_value(text);
}

bool text_starts_with(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

bool text_ends_with(const char *text, const char *end)
{
    size_t length = strlen(text);
    size_t end_length = strlen(end);

    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

bool text_equal(const char *left, const char *right)
{
    if (left == NULL || right == NULL)
        return left == right;
    return strcmp(left, right) == 0;
}
