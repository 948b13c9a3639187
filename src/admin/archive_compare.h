/*
 * archive_compare.h - rows of an archive held against those that the table has.
 */
#ifndef ADMIN_ARCHIVE_COMPARE_H
#define ADMIN_ARCHIVE_COMPARE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/list.h"
#include "operation/chunks.h"
#include "operation/session.h"

/* A row that is there with other values. */
typedef struct {
    const char *table;
    const char *key;     /* as a JSON array */
    const char *columns; /* that differ */
} ArchiveDifference;

typedef LIST(ArchiveDifference) ArchiveDifferences;

typedef struct {
    int64_t meant;
    int64_t absent;
    int64_t same;
    int64_t different;
} ArchiveComparison;

enum { ARCHIVE_DIFFERENCES_MOST = 100 };

/* Adds to both; differences are no more than so many.  staged: the source's file as stage_file
 * makes it. In transactions of its own that are rolled back. */
bool archive_compare(Session *session, const ChunkSource *source, const PreimageFile *staged,
                     ArchiveComparison *comparison, ArchiveDifferences *differences, Error *error);

#endif
