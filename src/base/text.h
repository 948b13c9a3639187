/*
 * text.h - text that grows, and text for people.
 *
 * A Text lives in its arena.  Its value always ends with a zero byte and stays
 * valid until the next addition.  Every function that returns text allocates it
 * from the arena it is given.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/list.h"

typedef struct Text Text;

/* Several texts: a repeatable option, a list of names. */
typedef LIST(const char *) Words;

Text *text_new(Arena *arena);
void text_add(Text *text, const char *part); /* NULL adds nothing */
void text_add_span(Text *text, const char *part, size_t length);
void text_add_char(Text *text, char character);
void text_addf(Text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3), nonnull(2)));

/* Room for size more bytes at the end, for a writer that then says how many it used. */
char *text_reserve(Text *text, size_t size);
void text_used(Text *text, size_t size);

void text_clear(Text *text);                  /* empty again, keeping its memory */
void text_shorten(Text *text, size_t length); /* to its first length bytes */
const char *text_value(const Text *text);
size_t text_length(const Text *text);

/* Numbers as people read them. */
const char *text_count(Arena *arena, int64_t count);           /* "1,234,567" */
const char *text_bytes(Arena *arena, int64_t bytes);           /* "1.2 GB", 1024 each step */
const char *text_duration(Arena *arena, int64_t milliseconds); /* "2 h 5 min", "850 ms" */
const char *text_real(Arena *arena, double real);              /* shortest that reads back */
const char *text_plural(Arena *arena, int64_t count, const char *one,
                        const char *many); /* "1 row", "1,200 rows" */

const char *text_join(Arena *arena, const char *const parts[], size_t count, const char *separator);
bool text_starts_with(const char *text, const char *start);
bool text_ends_with(const char *text, const char *end);
bool text_equal(const char *left, const char *right); /* NULL equals only NULL */

/* Single edits (change, add, remove, swap neighbours) that lead from one word to the other. */
size_t text_distance(const char *from, const char *to);

/* The candidate that was probably meant, or NULL when none is near enough. */
const char *text_nearest(const char *word, const char *const candidates[], size_t count);

#endif
