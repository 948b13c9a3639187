/*
 * unpacker.h - the CSV in a file that a packer wrote, read by a second thread.
 *
 * The thread reads, decrypts, decompresses and digests; the caller gets blocks of CSV, cut
 * anywhere. What has to be undone the name tells: ".zst", ".age".
 */
#ifndef FILE_UNPACKER_H
#define FILE_UNPACKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/error.h"
#include "file/packer.h"

typedef struct {
    const char *path;
    const char *name; /* what the file is called, when the path ends otherwise; NULL: the path */
    const char *identity; /* the file with age's identity; NULL: none */
    int64_t offset;       /* where to begin, of a file in clear: at a frame */
    int64_t length;       /* how many bytes of it; 0: to the end */
} PackedSource;

typedef struct Unpacker Unpacker;

/* OUTCOME_FILE_ERROR when it cannot be opened; OUTCOME_REFUSED when it is encrypted and there is no
 * identity. */
bool unpacker_open(Arena *arena, const PackedSource *source, Unpacker **unpacker, Error *error);

/* The next block, valid until the next call; *size is 0 at the end. */
bool unpacker_next(Unpacker *unpacker, const char **data, size_t *size, Error *error);

/* Of all that was read, after the end.  rows is 0: whoever parses them counts them.  Of an
 * encrypted file only the CSV is known: see checksum.h for the file. */
PackedFacts unpacker_facts(const Unpacker *unpacker, Arena *arena);

void unpacker_release(Unpacker **unpacker);

/* Hands all of it to the reader, its end included. */
bool unpacker_read_all(Unpacker *unpacker, SheetReader *reader, Error *error);

#endif
