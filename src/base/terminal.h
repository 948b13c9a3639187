/*
 * terminal.h - what a terminal shows, and how text is made safe for it.
 *
 * Text from a database is not to be trusted: an escape sequence in a user's
 * name must not move the cursor of the administrator who lists users.
 */
#ifndef BASE_TERMINAL_H
#define BASE_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"

/*
 * The text with everything that is not plainly visible written out: \n, \t,
 * \x1b for control characters and bytes that are not UTF-8, \u202e for
 * characters that change direction or are invisible, \\ for a backslash.
 */
const char *terminal_safe(Arena *arena, const char *text);
const char *terminal_safe_span(Arena *arena, const char *text, size_t length);

/* false for what terminal_safe writes out: controls, invisible and direction-changing characters.
 */
bool terminal_is_plain(uint32_t character);

/* Columns that safe UTF-8 text takes. */
size_t terminal_width(const char *text);

/* Safe text cut to at most width columns, the last one an ellipsis when something is gone. */
const char *terminal_cut(Arena *arena, const char *text, size_t width);

bool terminal_is(FILE *stream);

/* COLUMNS, else what the terminal says, else 80. */
size_t terminal_columns(FILE *stream);

/* A terminal, NO_COLOR unset or empty, TERM not "dumb". */
bool terminal_has_colour(FILE *stream);

#endif
