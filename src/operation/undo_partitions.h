/*
 * undo_partitions.h - undo of partitions that were detached: as long as they are put aside they are
 * attached again, later their rows come from the archive.
 */
#ifndef OPERATION_UNDO_PARTITIONS_H
#define OPERATION_UNDO_PARTITIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "operation/series.h"
#include "operation/undo.h"

/* Finds those of the operation that are still put aside, with a line of the plan for them. */
bool undo_partitions_plan(Session *session, Undo *undo, Error *error);

/* Once the undo has its files: says where the rows go of partitions that are not there any more. */
void undo_partitions_warn(Session *session, Undo *undo);

/* Whether the partition of that step can be attached, or has been. */
bool undo_partitions_has(const Undo *undo, int64_t step);

/*
 * Attaches them.  One that cannot be is forgotten, so that its files are put back instead; without
 * files it is OUTCOME_REFUSED, and stays where it is.
 */
bool undo_partitions_work(Series *series, Undo *undo, Error *error);

#endif
