/*
 * restore_rows.h - the rows of one table of a set, staged beside those of the database.
 *
 * Runs inside a transaction.  One table at a time is staged (see operation/stage.h); others can be
 * put aside meanwhile.
 */
#ifndef ADMIN_RESTORE_ROWS_H
#define ADMIN_RESTORE_ROWS_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/restore.h"
#include "base/error.h"
#include "operation/operation.h"

/* Rows of the database, counted no further than to the limit. */
bool restore_rows_count(Session *session, const RestoreTable *table, int64_t limit, int64_t *count,
                        Error *error);

/* Whether the set's rows go straight into the table: it is empty and they need no comparing. */
bool restore_rows_look(Restore *restore, RestoreTable *table, Error *error);

/* Compares the staged rows.  What is there too much is counted where it matters. */
bool restore_rows_compare(const Restore *restore, const RestoreTable *table, RestoreCounts *counts,
                          Error *error);

/* The first of the staged rows that differ. */
bool restore_rows_conflicts(const Restore *restore, RestoreTable *table, Error *error);

/* *strays is how many rows stay out because whoever made them is gone. */
bool restore_rows_stage(const Restore *restore, const RestoreTable *table, int64_t *strays,
                        Error *error);

/* A text[] literal, for a parameter. */
const char *restore_rows_literal(Arena *arena, const WordSet *words);

/* A file of the set on its way into the table, and as the pre-image of its rows. */
LoadRequest restore_rows_load(const Restore *restore, const RestoreTable *table,
                              const SetFile *file);
PreimageFile restore_rows_preimage(const Restore *restore, const RestoreTable *table,
                                   const SetFile *file);

/* For the work. */

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

/* number tells tables apart. */
bool restore_rows_park(Session *session, size_t number, Error *error);
bool restore_rows_unpark(Session *session, size_t number, Error *error);

#endif
