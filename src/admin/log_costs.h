/*
 * log_costs.h - what deleted requests cost, from the rows themselves as COPY sends them.
 *
 * Of a row only the fields that count are parsed: a request can have a megabyte of prompts.
 */
#ifndef ADMIN_LOG_COSTS_H
#define ADMIN_LOG_COSTS_H

#include <stdbool.h>

#include "operation/costs.h"
#include "server/copy.h"

typedef struct LogCosts LogCosts;

/* The columns that count, for statements that return no others; ends with NULL. */
extern const char *const LOG_COSTS_COLUMNS[];

/* Of rows with these columns, which have all of those and end with NULL; added to costs, which must
 * outlive it. */
LogCosts *log_costs_new(const char *const *columns, Costs *costs);
void log_costs_release(LogCosts **costs);

/* The rows that follow are of that day.  sign 1: they are gone, -1: they came back, 0: they do not
 * count. */
void log_costs_begin(LogCosts *costs, const char *day, int sign);

/* One whole row; the context is the LogCosts. */
CopyReader log_costs_take_row;

#endif
