/*
 * log_path.h - places in metadata as people write them.
 */
#ifndef ADMIN_LOG_PATH_H
#define ADMIN_LOG_PATH_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/text.h"

/*
 * "a.b.c" as the text[] literal of its steps; "\." is a dot that belongs to a key, "\\" a
 * backslash. A step into a list is a number, counted from 0.  OUTCOME_USAGE for an empty step.
 */
bool log_path(Arena *arena, const char *text, const char **path, Error *error);

/* Several of them as a text[] of such literals; NULL for none. */
bool log_paths(Arena *arena, const Words *texts, const char **paths, Error *error);

#endif
