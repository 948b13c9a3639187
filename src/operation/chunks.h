/*
 * chunks.h - the rows of a file of pre-images, some at a time, as CSV that the server can take.
 */
#ifndef OPERATION_CHUNKS_H
#define OPERATION_CHUNKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/csv.h"
#include "base/error.h"
#include "base/text.h"
#include "file/preimage.h"
#include "operation/session.h"

/* Whether a row is meant; its columns are the file's. */
typedef bool ChunkFilter(const SheetRow *row, const void *context);

typedef struct {
    const PreimageFile *file;   /* it has a place */
    const char *const *columns; /* only these of it, in their order; NULL: all */
    ChunkFilter *filter;        /* NULL: every row */
    const void *context;        /* of the filter */
} ChunkSource;

typedef struct {
    const Text *rows; /* without a header */
    int64_t count;
} Chunk;

/* *limit: how many rows the next chunk may have at most; 0: no more are wanted. */
typedef bool ChunkFunction(const Chunk *chunk, int64_t *limit, void *context, Error *error);

/* limit is that of the first chunk.  Memory: one chunk, a few MB at most beyond its last row. */
bool chunks_read(Session *session, const ChunkSource *source, int64_t limit, ChunkFunction *take,
                 void *context, Error *error);

#endif
