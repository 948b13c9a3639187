/*
 * listing.h - rows of the database, printed as they arrive.
 *
 * CSV and JSON are streamed, so memory is flat whatever the number of rows; a table, and anything
 * on a terminal, is collected first.
 *
 *     Listing listing = listing_start(arena, format, COLUMNS, count);
 *     ... query_each(..., listing_add, &listing, ...)
 *     listing_end(&listing);
 */
#ifndef COMMAND_LISTING_H
#define COMMAND_LISTING_H

#include <stdint.h>

#include "base/arena.h"
#include "cli/table.h"
#include "server/query.h"

typedef struct {
    TableFormat format;
    const Column *columns;
    size_t column_count;
    Table *table; /* NULL: rows are streamed */
    int64_t rows;
} Listing;

/* The columns are those that the query returns, in its order, and are not copied. */
Listing listing_start(Arena *arena, TableFormat format, const Column columns[], size_t count);

/* For query_each; the context is the Listing. */
RowReader listing_add;

/* Prints what is left.  Only after a query that succeeded. */
void listing_end(Listing *listing);

#endif
