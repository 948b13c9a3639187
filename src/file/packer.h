/*
 * packer.h - a CSV file on its way to disk through a second thread.
 *
 * The caller hands over blocks of whole rows as they come from the server; a worker digests,
 * counts, compresses, encrypts and writes them, so that the connection never waits for any of it.
 * What is written goes to disk steadily, not in one gulp at the end.
 *
 *     NAME.part       being written
 *     NAME            whole and on disk
 *
 * Such a file is CSV as COPY ... (FORMAT csv, HEADER) writes it, as it is or packed: the name
 * tells.
 */
#ifndef FILE_PACKER_H
#define FILE_PACKER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

typedef struct {
    int level;                     /* of zstd, 1 to 19; 0: not compressed */
    const char *const *recipients; /* of age, ending with NULL; NULL: not encrypted */
} Packing;

/* "X.csv", "X.csv.zst", "X.csv.zst.age" of "X". */
const char *packing_name(Arena *arena, const char *stem, const Packing *packing);

typedef struct {
    int64_t rows;      /* of data, without the header, as counted in the CSV */
    int64_t csv_bytes; /* header included */
    const char *csv_sha256;
    int64_t file_bytes;
    const char *file_sha256;
} PackedFacts;

typedef struct Packer Packer;

bool packer_create(Arena *arena, const char *folder, const char *name, const Packing *packing,
                   Packer **packer, Error *error);

/* First of all; what packer_rewind comes back to while there is no mark. */
bool packer_add_header(Packer *packer, const char *const *columns, size_t count, Error *error);

/* Whole rows, as COPY sends them.  A failure may be that of an earlier block. */
bool packer_add(Packer *packer, const char *data, size_t size, Error *error);

/*
 * A place to come back to, for files that are written by many transactions: all so far and the
 * note are on disk when it returns true.  The note lies between two frames of zstd, where readers
 * pass over it, so only compressed files in clear take notes.
 */
bool packer_mark(Packer *packer, const char *note, size_t size, Error *error);

/* All since the last mark is forgotten; packer_unmark forgets the last mark too, once after each.
 */
bool packer_rewind(Packer *packer, Error *error);
bool packer_unmark(Packer *packer, Error *error);

/* From here on the facts of the CSV are those of a file of its own that begins with the header: for
 * files that are divided later.  After packer_add_header or packer_mark. */
void packer_section(Packer *packer);

/* So far; after packer_add_header, packer_mark or packer_rewind.  Of an encrypted file the last two
 * are not known before the end. */
PackedFacts packer_facts(const Packer *packer, Arena *arena);
int64_t packer_file_bytes(const Packer *packer);

/* On disk under its final name.  folder_sync is left to the caller, once for all files. */
bool packer_finish(Packer *packer, PackedFacts *facts, Error *error);

/* From now on the release leaves NAME.part where it is. */
void packer_keep_draft(Packer *packer);

/* What was not finished is removed. */
void packer_release(Packer **packer);

#endif
