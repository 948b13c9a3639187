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

/* OUTCOME_FILE_ERROR that says what differs when the file is not what was written down. */
bool checksum_verify(const char *path, int64_t bytes, const char *sha256, Error *error);

/* The comparisons it is made of, for who has read the file already.  A NULL sha256 is not compared.
 */
bool checksum_same_number(const char *path, const char *what, int64_t found, int64_t expected,
                          Error *error);
bool checksum_same(const char *path, const char *found, const char *expected, Error *error);

/* Says where to take the file from, unless the failure has a better hint.  Always false. */
bool checksum_hint(Error *error);

#endif
