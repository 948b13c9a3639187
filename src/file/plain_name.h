/*
 * plain_name.h - names that psql, shells and every file system take as they are.
 */
#ifndef FILE_PLAIN_NAME_H
#define FILE_PLAIN_NAME_H

#include <stdbool.h>

#include "base/arena.h"

/* Letters, digits, ".", "_", "-" and "=" stay; every other byte becomes "_". */
const char *plain_name(Arena *arena, const char *text);

/* Whether a file of that name can lie in a folder of ours: plain, no path, not hidden, no option.
 */
bool plain_name_is_safe(const char *name);

#endif
