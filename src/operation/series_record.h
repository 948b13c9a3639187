/*
 * series_record.h - what a series writes down: notes in its segments, progress in the journal.
 */
#ifndef OPERATION_SERIES_RECORD_H
#define OPERATION_SERIES_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/list.h"
#include "file/preimage.h"
#include "journal/ledger.h"
#include "operation/session.h"

/* The note behind a batch. */
typedef struct {
    const char *xid;
    int64_t rows;
    const char *first;
    const char *last;
    const char *place; /* of the file that its rows are for */
    const char *name;
    const char *day; /* of what its rows cost; NULL: the ledger does not want it */
    int cost_sign;   /* as of series.h */
} SeriesNote;

const char *series_note(Arena *arena, const SeriesNote *note);
bool series_read_note(Arena *arena, const char *text, SeriesNote *note, Error *error);

/* A file of some batches, as the journal knows it when it is done. */
typedef struct {
    PreimageFile file; /* of rows that are not kept: 0 rows, 0 bytes, and no such file */
    int64_t csv_bytes;
    const char *csv_sha256; /* "" when no rows are kept */
    const char *first;      /* the oldest and the newest time in it, or NULL */
    const char *last;
    int64_t rows; /* that were changed, also when they are not kept */
    int64_t batches;
    const char *day; /* of what its rows cost; NULL: the ledger does not have them */
    int cost_sign;   /* as of series.h */
    int64_t step;    /* as of its segment */
} SeriesRecord;

typedef LIST(SeriesRecord) SeriesRecords;

/*
 * The batches of consecutive files grow in one draft (see file/archive_part.h), of which the
 * journal is told twice: before it is made, and when its files are there in its stead.
 *
 * With an xid there is no draft, but a file that was there before and that this one transaction
 * inserts (see operation/bulk.h): the journal is told before its COMMIT and behind it.
 */
typedef struct {
    PreimageFile draft; /* place and name without ".part", and what is alike in all its files */
    bool keeps_rows;    /* false: its rows, if any, are for the ledger, and there are no files */
    bool has_costs;     /* the ledger gets what its rows cost */
    int64_t step;       /* it belongs to that step: see detach_step.h; 0: to batches */
    int64_t last;       /* the number of its last file, counted over the operation */
    bool is_done;
    const char *xid;
    int64_t rows;        /* that it inserts */
    SeriesRecords files; /* when it is done, in the order of the batches */
} SeriesSegment;

typedef LIST(SeriesSegment) SeriesSegments;

const char *series_segment_begun(Arena *arena, const SeriesSegment *segment);

/* lines of the ledger, for their digest; none: NULL and 0. */
const char *series_segment_done(Arena *arena, const SeriesSegment *segment, const LedgerLine *lines,
                                size_t count);

/* The segments of an operation in the order of its work. */
bool series_segments(Session *session, Arena *arena, int64_t operation, SeriesSegments *segments,
                     Error *error);

/* The files of those that are done. */
bool series_records(Session *session, Arena *arena, int64_t operation, SeriesRecords *records,
                    Error *error);

/* A batch goes into the sums of its file. */
void series_record_count(Arena *arena, SeriesRecord *record, const SeriesNote *note);

/* The transaction of a segment with an xid was committed: its file is done. */
void series_segment_inserted(Arena *arena, SeriesSegment *segment);

#endif
