/*
 * series_judge.h - whether the last batch of a segment was committed, by its note.
 *
 * The witnesses are those of any operation: the server, of the transaction; the rows, which are in
 * the table or only in the segment; the cluster's timeline.
 */
#ifndef OPERATION_SERIES_JUDGE_H
#define OPERATION_SERIES_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "file/archive_part.h"
#include "operation/series_record.h"
#include "operation/witnesses.h"

/*
 * incident says which operation, and what was planned.  OUTCOME_IN_DOUBT with the evidence when the
 * witnesses disagree, OUTCOME_LOCKED when the transaction is still in progress.
 */
bool series_judge(const Incident *incident, const SeriesSegment *segment, const ArchiveMark *mark,
                  const SeriesNote *note, bool *was_committed, Error *error);

/* The same for a file that one transaction inserts: incident->prepared says which. */
bool series_judge_file(const Incident *incident, bool *was_committed, Error *error);

#endif
