/*
 * series_segment.h - the segment that a series is filling, from the journal's "begun" to its
 * "done".
 *
 *     archives/LiteLLM_SpendLogs/_drafts/000042-0001.csv.zst.part            while it grows
 *     archives/LiteLLM_SpendLogs/date=2026-11-01/part-000042-0001.csv.zst    what becomes of it
 *     archives/LiteLLM_SpendLogs/date=2026-11-02/part-000042-0002.csv.zst
 *
 * For series.c, and for others that fill one.
 */
#ifndef OPERATION_SERIES_SEGMENT_H
#define OPERATION_SERIES_SEGMENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "file/archive_part.h"
#include "operation/cost_rows.h"
#include "operation/costs.h"
#include "operation/series.h"
#include "operation/series_record.h"

typedef struct {
    Arena *arena;
    ArchivePart *part;
    SeriesFile wanted; /* what its files have in common */
    SeriesSegment record;
    const char *folder; /* absolute */
    Costs *costs;       /* of all its batches; NULL: the ledger does not want them */
    CostRows *cost_rows;
    const char *day; /* of the file at hand: see series.h */
    int cost_sign;
} OpenSegment;

/* number: of its first file among those of the operation.  There is no file in it yet. */
bool series_segment_open(Session *session, int64_t operation, int64_t number,
                         const SeriesFile *wanted, OpenSegment **segment, Error *error);

/* Whether the file can be the next one of the segment: it is like the others, and there is room. */
bool series_segment_takes(const OpenSegment *segment, const SeriesFile *wanted);

/* The batches that follow are for this file. */
void series_segment_next(OpenSegment *segment, int64_t operation, int64_t number,
                         const SeriesFile *wanted);

/* That file. */
const PreimageFile *series_segment_file(const OpenSegment *segment);

/* A committed batch; or one that never was. */
void series_segment_count(OpenSegment *segment, const SeriesNote *note);
bool series_segment_forget(OpenSegment *segment, Error *error);

/* The draft becomes files, "done" in the journal with the ledger's lines; files without batches
 * leave nothing.  What was done is added to the two sizes. */
bool series_segment_close(Session *session, int64_t operation, OpenSegment *segment,
                          int64_t *csv_bytes, int64_t *file_bytes, Error *error);

void series_segment_release(OpenSegment **segment);

/* The end of it, for who has the facts: journal, ledger, draft.  costs may be NULL. */
bool series_segment_conclude(Session *session, int64_t operation, const SeriesSegment *record,
                             Costs *costs, Error *error);

/* Sets what the archive says of a file. */
void series_segment_facts(SeriesRecord *record, const PackedFacts *facts);

#endif
