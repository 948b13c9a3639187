/*
 * undo_series.h - takes a series back: its files, the last one first, in small transactions.
 */
#ifndef OPERATION_UNDO_SERIES_H
#define OPERATION_UNDO_SERIES_H

#include <stdbool.h>

#include "base/error.h"
#include "operation/series.h"
#include "operation/undo.h"

/* The files of the series and the lines of the plan.  OUTCOME_REFUSED when it kept no rows. */
bool undo_series_plan(Session *session, Undo *undo, Error *error);

/* For series_run; context is the Undo. */
SeriesWork undo_series_work;

#endif
