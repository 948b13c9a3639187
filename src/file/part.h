/*
 * part.h - a file on its way to its final name.
 *
 *     NAME.part       being written; worthless after a crash
 *     NAME.prepared   whole and on disk, but the commit it belongs to is not known yet
 *     NAME            final
 *
 * Rows, bytes and SHA-256 are counted on the way.  publish and discard work by name,
 * without the handle, so that a later run can finish what a dead one began; both may be
 * repeated.  After preparing, publishing or discarding the files of a folder, folder_sync
 * it once.
 */
#ifndef FILE_PART_H
#define FILE_PART_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"

typedef struct Part Part;

typedef struct {
    int64_t rows;       /* of data, without the header */
    int64_t bytes;      /* header included */
    const char *sha256; /* of the whole file, 64 lower-case hex digits */
} PartFacts;

/* Makes FOLDER/NAME.part, which must not be there.  The arena outlives the part. */
bool part_create(Arena *arena, const char *folder, const char *name, Part **part, Error *error);

/* CSV as COPY ... (FORMAT csv, HEADER, FORCE_QUOTE *) writes it.  NULL is NULL. */
bool part_add_header(Part *part, const char *const *columns, size_t count, Error *error);
bool part_add_row(Part *part, const char *const *values, size_t count, Error *error);

/* Bytes as they are, with the number of rows that end in them. */
bool part_add_block(Part *part, const char *data, size_t size, int64_t rows, Error *error);

/* So far. */
int64_t part_rows(const Part *part);

/* Writes out, fsyncs, renames to NAME.prepared.  The facts live in the part's arena. */
bool part_prepare(Part *part, PartFacts *facts, Error *error);

/* Closes; what was not prepared is removed. */
void part_release(Part **part);

typedef enum {
    PART_ABSENT,
    PART_WRITING,  /* only NAME.part */
    PART_PREPARED, /* NAME.prepared */
    PART_FINAL,    /* NAME */
} PartStage;

PartStage part_stage(const char *folder, const char *name);

/* NAME.prepared becomes NAME; done before is fine, nothing to publish is a failure. */
bool part_publish(const char *folder, const char *name, Error *error);

/* NAME.part and NAME.prepared go; a final NAME stays. */
bool part_discard(const char *folder, const char *name, Error *error);

/* Where the data of NAME lies now: its final name, or the prepared one. */
const char *part_path(Arena *arena, const char *folder, const char *name);

/*
 * Reads the file again, strictly.  OUTCOME_FILE_ERROR says what differs from the facts, or
 * the row where the CSV is broken.  A NULL sha256 is not compared.
 */
bool part_verify(const char *path, const PartFacts *facts, Error *error);

#endif
