/*
 * database.h - the SQLite file beneath the journal: statements, values, failures.
 *
 * For the modules of this folder only.  Statements are the constants of sql/journal.
 */
#ifndef JOURNAL_DATABASE_H
#define JOURNAL_DATABASE_H

#include <stdbool.h>
#include <stdint.h>

#include <sqlite3.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/sql.h"

typedef struct {
    sqlite3 *handle;
    const char *path; /* for messages */
} Database;

/* Turns what SQLite says into words and a hint.  Always false. */
bool database_fail(const Database *database, int code, const char *action, Error *error);

/* Values are bound by the names in the statement's header, numbers as numbers; the caller
 * finalizes. */
bool database_prepare(const Database *database, const SqlText *sql, const SqlValue *values,
                      sqlite3_stmt **statement, Error *error);

/* *has_row is false at the end. */
bool database_step(const Database *database, sqlite3_stmt *statement, bool *has_row, Error *error);

/* Both: the first row, if there is one. */
bool database_find(const Database *database, const SqlText *sql, const SqlValue *values,
                   sqlite3_stmt **row, bool *has_row, Error *error);

/* Runs all statements of the text, without values; rows do not matter. */
bool database_run(const Database *database, const SqlText *sql, Error *error);

/* One statement with values; rows do not matter. */
bool database_execute(const Database *database, const SqlText *sql, const SqlValue *values,
                      Error *error);

/* A statement that was stepped to its end, once more with other values. */
bool database_again(const Database *database, const SqlText *sql, const SqlValue *values,
                    sqlite3_stmt *statement, Error *error);

/* By name; a name that is not there asserts.  Text lives until the next step; NULL is NULL. */
const char *column_text(sqlite3_stmt *statement, const char *name);
int64_t column_number(sqlite3_stmt *statement, const char *name);
double column_real(sqlite3_stmt *statement, const char *name);

void statement_finalize(sqlite3_stmt **statement);

#endif
