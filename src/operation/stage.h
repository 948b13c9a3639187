/*
 * stage.h - a pre-image file set beside the table it came from.
 *
 * The file's rows go into a temporary table of the open transaction, so that the server
 * compares them with what is there now.  One file at a time.
 */
#ifndef OPERATION_STAGE_H
#define OPERATION_STAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/sql.h"
#include "file/preimage.h"
#include "operation/session.h"
#include "server/statement.h"

typedef struct {
    int64_t total;
    int64_t as_before; /* as they were before the operation: it is not, or no longer, in force */
    int64_t as_after;  /* as the operation left them */
    int64_t changed;   /* there, but neither: somebody else changed them since */
    int64_t gone;      /* an edited row that somebody else deleted since */
} StageComparison;

/* What staging or changing so many rows may take at most: a set may have millions, and a statement
 * that is at work is no reason to give up.  No server is slower than a thousand a second. */
int64_t stage_timeout_ms(int64_t rows);

/* An empty pg_temp.staged, made like the table, for whoever fills it; then what the planner has to
 * know of it. */
bool stage_make(Session *session, const char *table, Error *error);
bool stage_analyze(Session *session, Error *error);

/*
 * A file as it is put back into the table that is there now: with some of its columns (NULL: all),
 * and, where it has whole rows, the key that the table has by now.  OUTCOME_REFUSED when the file
 * lacks a column of that key.
 */
bool stage_file(Session *session, const PreimageFile *file, const char *const *columns,
                PreimageFile *staged, Error *error);

/* Fails as OUTCOME_REFUSED when the table or one of the file's columns is no longer there. */
bool stage_load(Session *session, const char *folder, const PreimageFile *file, Error *error);

/* The same with rows at hand: whole rows of CSV in the file's columns, without a header. */
bool stage_load_rows(Session *session, const PreimageFile *file, const char *rows, size_t size,
                     Error *error);

bool stage_compare(Session *session, const PreimageFile *file, StageComparison *comparison,
                   Error *error);

/* For the next file. */
bool stage_drop(Session *session, Error *error);

/* A statement of sql/server/undo made ready for the file's table, key and column. */
Statement stage_statement(Session *session, Arena *arena, const PreimageFile *file,
                          const SqlText *sql);

#endif
