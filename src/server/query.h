/*
 * query.h - runs a statement and reads what comes back.
 *
 * Values travel as parameters, bound by the names in the statement's header; a name
 * that the statement declares and the caller does not give asserts, one that it does not
 * declare is ignored (so one list serves a family of statements).
 */
#ifndef SERVER_QUERY_H
#define SERVER_QUERY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/sql.h"
#include "server/server.h"
#include "server/statement.h"

typedef struct Rows Rows;

/* Runs inside the open transaction; the caller releases *rows. */
bool query(Server *server, const Statement *statement, const SqlValue *values, Rows **rows,
           Error *error);

/* For statements whose rows do not matter; *affected (may be NULL) is the command tag's count. */
bool query_execute(Server *server, const Statement *statement, const SqlValue *values,
                   int64_t *affected, Error *error);

/* One row of a stream; strings live until the callback returns.  NULL is SQL's NULL. */
typedef struct {
    int column_count;
    const char *const *names;
    const char *const *values;
    const int *lengths;
} StreamRow;

/* Called first with is_header true (names and column_count set, values NULL), so that the
 * columns are known even without rows.  Returning false stops and fails the query. */
typedef bool RowReader(void *context, const StreamRow *row, bool is_header, Error *error);

/* Streams row by row with flat memory. */
bool query_each(Server *server, const Statement *statement, const SqlValue *values,
                RowReader *reader, void *context, int64_t *row_count, Error *error);

int rows_count(const Rows *rows);
int rows_column_count(const Rows *rows);
const char *rows_column_name(const Rows *rows, int column);
/* The PostgreSQL type as a header would say it: "text", "int8", "text[]". */
const char *rows_column_type(const Rows *rows, int column);
const char *rows_value(const Rows *rows, int row, int column); /* NULL is NULL */

/* By name; a name that is not there asserts.  Numbers of a NULL are 0. */
const char *rows_text(const Rows *rows, int row, const char *column);
int64_t rows_number(const Rows *rows, int row, const char *column);
double rows_real(const Rows *rows, int row, const char *column);
bool rows_boolean(const Rows *rows, int row, const char *column);
bool rows_is_null(const Rows *rows, int row, const char *column);
void rows_release(Rows **rows);

/* Prepares without running and compares with the header; OUTCOME_FOUND tells the difference. */
bool query_check(Server *server, const Statement *statement, const Catalog *catalog, Error *error);

/* '{"a","b"}': the text[] literal of a NULL-terminated list, for a parameter. */
char *query_text_array(Arena *arena, const char *const *values);

#endif
