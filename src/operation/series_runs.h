/*
 * series_runs.h - what a series has put into archives, written down beside them.
 */
#ifndef OPERATION_SERIES_RUNS_H
#define OPERATION_SERIES_RUNS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "operation/session.h"

/* One run for each archive that files of the operation lie in, from what the journal says. */
bool series_write_runs(Session *session, int64_t operation, Error *error);

#endif
