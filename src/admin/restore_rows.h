/*
 * restore_rows.h - the rows of one table of a set into the database: what the work of a restore
 * does with them.
 *
 * Runs inside the operation's transaction, with the set's rows of the table staged before (see
 * restore_stage.h) unless they go straight into it.
 */
#ifndef ADMIN_RESTORE_ROWS_H
#define ADMIN_RESTORE_ROWS_H

#include <stdbool.h>

#include "admin/restore.h"
#include "base/error.h"
#include "operation/operation.h"

/* Writers are kept out from here to the end. */
bool restore_rows_lock(Operation *operation, const RestoreTable *table, Error *error);

/* OUTCOME_REFUSED when the database's rows are no longer those of the plan. */
bool restore_rows_require(Operation *operation, const Restore *restore, const RestoreTable *table,
                          Error *error);

/* Straight from the files of the set, which are the pre-image. */
bool restore_rows_copy(Operation *operation, const Restore *restore, const RestoreTable *table,
                       Error *error);

/* Of the staged rows: those that are absent; then those that differ. */
bool restore_rows_insert(Operation *operation, const RestoreTable *table, Error *error);
bool restore_rows_change(Operation *operation, const RestoreTable *table, Error *error);

/* Takes out what the staged set has not, once nothing refers to it any more. */
bool restore_rows_delete(Operation *operation, const Restore *restore, const RestoreTable *table,
                         Error *error);

#endif
