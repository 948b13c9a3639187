/*
 * disk.h - how much room is left.
 */
#ifndef FILE_DISK_H
#define FILE_DISK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"

/* What this user can still write below the folder. */
bool disk_free_bytes(const char *folder, int64_t *free_bytes, Error *error);

/* OUTCOME_FILE_ERROR with a hint when less than that is free; nothing was written then. */
bool disk_require(const char *folder, int64_t needed_bytes, Error *error);

#endif
