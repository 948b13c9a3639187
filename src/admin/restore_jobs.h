/*
 * restore_jobs.h - large tables over several connections, after all the others.
 *
 * Small tables, and those with foreign keys, are restored first, in one transaction.  Then the
 * files of the large ones are inserted one by one, each in a transaction of its own (see
 * operation/bulk.h).  A run that was stopped in between is gone on with: the journal says which
 * files are in.
 */
#ifndef ADMIN_RESTORE_JOBS_H
#define ADMIN_RESTORE_JOBS_H

#include <stdbool.h>

#include "admin/restore.h"
#include "base/error.h"
#include "operation/operation.h"

/* Looks whether an earlier run restored a part of this set and was stopped: sets loaded and
 * resumes.  OUTCOME_USAGE when the set lies elsewhere: its files are what an undo reads. */
bool restore_jobs_look_back(Restore *restore, Error *error);

/* For a refusal that was not asked for several connections: whether an earlier run with them was
 * stopped, and would go on. */
bool restore_jobs_were_stopped(Restore *restore);

/* Whether the table is one that several connections fill.  Of a table that an earlier run began,
 * what is left; one that it filled is done. */
bool restore_jobs_take(Restore *restore, RestoreTable *table, Error *error);

/* Whether there is such a table with something left to do. */
bool restore_jobs_are_needed(const Restore *restore);

/* From now on everything is for one transaction. */
void restore_jobs_forget(Restore *restore);

/* Parts the plan into the two of first and bulk. */
void restore_jobs_part(Restore *restore);

/* Runs both; first->operation is 0 when there was nothing left for the one transaction. */
bool restore_jobs_run(Restore *restore, OperationResult *first, OperationResult *bulk,
                      Error *error);

#endif
