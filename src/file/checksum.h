/*
 * checksum.h - the SHA-256 of a file as it lies on the disk.
 */
#ifndef FILE_CHECKSUM_H
#define FILE_CHECKSUM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

bool checksum_file(Arena *arena, const char *path, int64_t *bytes, const char **sha256,
                   Error *error);

#endif
