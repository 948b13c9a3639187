/*
 * copy.h - rows in bulk: COPY ... TO STDOUT and COPY ... FROM STDIN.
 *
 * COPY takes no parameters, so the values of such a statement are settings, local to the
 * transaction like every other pin: :'before' is current_setting('litellm_dba.before').  NULL and
 * the empty text are the same there, which is NULL.
 */
#ifndef SERVER_COPY_H
#define SERVER_COPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/sql.h"
#include "server/server.h"
#include "server/statement.h"

/* Sets values for the copies that follow in this transaction. */
bool copy_values(Server *server, const SqlValue *values, Error *error);

/* The same as a statement and its values, for whoever sends it along with another; in the arena. */
Statement copy_values_statement(Arena *arena, const SqlValue *values, const SqlValue **bound);

/* One whole row as COPY writes it, with its line end; gone when the callback returns. */
typedef bool CopyReader(void *context, const char *row, size_t size, Error *error);

/*
 * COPY ... TO STDOUT: the reader gets every row.  Without naps an eager reader takes the server's
 * time: it sends row by row, and each wakes whoever waits for it.  So the socket is left to fill up
 * for a moment, unless the network is what we wait for.  *row_count is the command tag's.
 */
bool copy_out(Server *server, const Statement *statement, CopyReader *reader, void *context,
              int64_t *row_count, Error *error);

/*
 * COPY ... FROM STDIN: the statement's text says in which format.  begin, any number of writes,
 * end.  A failed write or end leaves the transaction failed.
 */
bool copy_in_begin(Server *server, const Statement *statement, Error *error);
bool copy_in_write(Server *server, const char *data, size_t size, Error *error);
bool copy_in_end(Server *server, int64_t *row_count, Error *error);

#endif
