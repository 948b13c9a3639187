/*
 * utf8.h - one character of UTF-8 at a time.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

/*
 * Bytes of the character at the start of text (1 to 4), its code point in
 * *character.  0 when the bytes are no UTF-8: overlong, cut short, a
 * surrogate, beyond U+10FFFF.  length must not be 0.
 */
size_t utf8_read(const char *text, size_t length, uint32_t *character);

bool utf8_is_valid(const char *text, size_t length);

/* The text with each bad byte replaced by U+FFFD. */
const char *utf8_repair(Arena *arena, const char *text, size_t length, size_t *repaired_length);

#endif
