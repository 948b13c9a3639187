/*
 * restore_stage.h - the rows of one table of a set, staged beside those of the database and
 * compared with them.
 *
 * Runs inside a transaction.  One table at a time is staged (see operation/stage.h); others can be
 * put aside meanwhile.
 */
#ifndef ADMIN_RESTORE_STAGE_H
#define ADMIN_RESTORE_STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "admin/restore.h"
#include "base/error.h"
#include "server/statement.h"

/* A statement of sql/server/restore made ready for the table; column: the one it is about, or NULL.
 */
Statement restore_stage_statement(Session *session, const RestoreTable *table, const SqlText *sql,
                                  const char *column);

/* Rows of the database, counted no further than to the limit. */
bool restore_stage_count(Session *session, const RestoreTable *table, int64_t limit, int64_t *count,
                         Error *error);

/* Whether the set's rows go straight into the table: it is empty and they need no comparing. */
bool restore_stage_look(Restore *restore, RestoreTable *table, Error *error);

/* *strays is how many rows stay out because whoever made them is gone. */
bool restore_stage(const Restore *restore, const RestoreTable *table, int64_t *strays,
                   Error *error);

/* Compares the staged rows.  What is there too much is counted where it matters. */
bool restore_stage_compare(const Restore *restore, const RestoreTable *table, RestoreCounts *counts,
                           Error *error);

/* The first of the staged rows that differ. */
bool restore_stage_conflicts(const Restore *restore, RestoreTable *table, Error *error);

/* number tells tables apart. */
bool restore_stage_park(Session *session, size_t number, Error *error);
bool restore_stage_unpark(Session *session, size_t number, Error *error);

/* A text[] literal, for a parameter. */
const char *restore_stage_literal(Arena *arena, const WordSet *words);

#endif
