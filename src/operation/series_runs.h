/*
 * series_runs.h - what a series has put into archives, written down beside them.
 */
#ifndef OPERATION_SERIES_RUNS_H
#define OPERATION_SERIES_RUNS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/list.h"
#include "file/archive_run.h"
#include "operation/session.h"

typedef LIST(ArchiveRun) SeriesRuns;

/* One run for each archive that files of the operation lie in, from what the journal says; none for
 * an operation that put nothing into archives.  Without the journal's head. */
bool series_runs(Session *session, Arena *arena, int64_t operation, SeriesRuns *runs, Error *error);

/* The same, written down beside the files. */
bool series_write_runs(Session *session, int64_t operation, Error *error);

#endif
