/*
 * user_log.h - the request log and other endless history under another user_id, piece by piece.
 *
 * Each piece is an operation of its own: short, gentle, journaled, and undoable. What is left when
 * the budget is used up is found again by the next run, for it still has the old user_id.
 */
#ifndef ADMIN_USER_LOG_H
#define ADMIN_USER_LOG_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/user_move.h"
#include "base/error.h"
#include "operation/plan.h"

typedef struct {
    int64_t piece_rows;
    int64_t max_rows;    /* negative: no limit */
    int64_t max_time_ms; /* 0: no limit */
} UserLogBudget;

typedef struct {
    int64_t rows;
    int64_t first_operation; /* 0: none */
    int64_t last_operation;
    bool is_complete;
} UserLogResult;

/* A line for each table with such rows. Reads the whole log: inside a transaction with time. */
bool user_log_plan(const UserMove *move, Plan *plan, int64_t *rows, Error *error);

/* Works until all is moved, the budget is used up, or somebody interrupts. */
bool user_log_move(const UserMove *move, const UserLogBudget *budget, UserLogResult *result,
                   Error *error);

#endif
