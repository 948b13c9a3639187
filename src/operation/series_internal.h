/*
 * series_internal.h - what is inside a Series.  For series.c and series_batch.c alone.
 */
#ifndef OPERATION_SERIES_INTERNAL_H
#define OPERATION_SERIES_INTERNAL_H

#include "file/lock.h"
#include "operation/series.h"
#include "operation/series_segment.h"

struct Series {
    Session *session;
    const SeriesRequest *request;
    SeriesResult *result;
    Lock *lock;
    OpenSegment *segment; /* NULL: none is open */
    bool has_file;        /* batches go into its last file */
    int64_t file_count;
    Arena *batch_arena;
    SeriesBatch batch;
    const char *xid; /* of the batch at hand */
    const char *wal_before;
    bool is_measured;
    bool must_heal;    /* the segment is left to the next run, as it is */
    bool is_unsettled; /* a step is under way */
    int64_t measured_wal;
    int64_t measured_rows;
};

#endif
