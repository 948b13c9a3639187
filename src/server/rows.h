/*
 * rows.h - the other side of Rows, for this folder alone.
 */
#ifndef SERVER_ROWS_H
#define SERVER_ROWS_H

#include <stdint.h>

#include <libpq-fe.h>

#include "server/query.h"

/* A Rows is a result under our own name; it now owns it. */
Rows *rows_take(PGresult *result);

/* The count in the command tag, 0 when it has none. */
int64_t rows_affected(PGresult *result);

#endif
