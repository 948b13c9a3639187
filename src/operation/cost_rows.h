/*
 * cost_rows.h - what requests cost, from their rows as COPY writes them.
 *
 * Of a row only the fields that count are parsed: a request can have a megabyte of prompts.
 */
#ifndef OPERATION_COST_ROWS_H
#define OPERATION_COST_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "operation/costs.h"

typedef struct CostRows CostRows;

/* The columns that count, for rows of nothing else; ends with NULL. */
extern const char *const COST_COLUMNS[];

/* Of rows with these columns, which have all of those and end with NULL; added to costs, which must
 * outlive it.  name is for messages and is not copied. */
CostRows *cost_rows_new(const char *name, const char *const *columns, Costs *costs);
void cost_rows_release(CostRows **rows);

/* The rows that follow are of that day, which is not copied.  sign 1: they are gone, -1: they came
 * back, 0: they do not count. */
void cost_rows_begin(CostRows *rows, const char *day, int sign);

/* One whole row with its line end; and rows in pieces of any size, as a FileReader. */
bool cost_rows_take(CostRows *rows, const char *row, size_t size, Error *error);
bool cost_rows_feed(void *rows, const char *data, size_t size, Error *error);

#endif
