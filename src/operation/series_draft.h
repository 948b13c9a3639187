/*
 * series_draft.h - a segment of a series as it lies on the disk before its end, and what its notes
 * say.
 *
 * For who brings it to an end: the next run, after this one died, and steps whose files wait for
 * something else to be done first (see detach.h).
 */
#ifndef OPERATION_SERIES_DRAFT_H
#define OPERATION_SERIES_DRAFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/list.h"
#include "file/archive_part.h"
#include "operation/series_record.h"
#include "operation/session.h"

typedef struct {
    Arena *arena;
    Session *session;
    int64_t operation;
    SeriesSegment *segment;
    const char *folder;
    ArchiveDraft draft; /* without marks when there is no such file */
    LIST(SeriesNote) notes;
} SeriesDraft;

/* The segment is the caller's; series_draft_finish fills in its files, which are the session's. */
bool series_draft_read(Session *session, int64_t operation, SeriesSegment *segment,
                       SeriesDraft *draft, Error *error);
void series_draft_release(SeriesDraft *draft);

/* The notes of the first so many batches. */
bool series_draft_notes(SeriesDraft *draft, size_t count, Error *error);

/* The files of the batches whose notes were read, "done" in the journal with the ledger's lines,
 * and the draft is gone.  Of none: nothing is left.  May be repeated. */
bool series_draft_finish(SeriesDraft *draft, Error *error);

/* The segment is done, but the run died before its draft was gone. */
bool series_draft_tidy(const Session *session, const SeriesSegment *segment, Error *error);

#endif
