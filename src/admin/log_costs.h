/*
 * log_costs.h - what deleted requests cost, from the rows themselves.
 */
#ifndef ADMIN_LOG_COSTS_H
#define ADMIN_LOG_COSTS_H

#include <stdbool.h>

#include "base/csv.h"
#include "base/error.h"
#include "operation/costs.h"

/* Where the fields of a request stand in a row of the archive. */
typedef struct {
    Costs *costs; /* they are added to these */
    const char *day;
    int sign; /* -1: they came back, 0: they do not count */
    size_t team;
    size_t user;
    size_t key;
    size_t model;
    size_t prompt_tokens;
    size_t completion_tokens;
    size_t total_tokens;
    size_t spend;
} LogCosts;

/* columns end with NULL and have all of those. */
LogCosts log_costs_of(const char *const *columns, Costs *costs, const char *day);

/* For a file's on_row; the context is the LogCosts. */
SheetRowFunction log_costs_add_row;

#endif
