/*
 * user_sums.h - the proof that renaming and merging lose no money: sums before and after.
 */
#ifndef ADMIN_USER_SUMS_H
#define ADMIN_USER_SUMS_H

#include <stdbool.h>

#include "admin/user_move.h"
#include "base/error.h"

/* What one table's rows of all the users concerned add up to. */
typedef struct {
    const char *table;
    const char *sums; /* JSON */
} UserSum;

typedef LIST(UserSum) UserSums;

/* Spend by key, team and organisation, daily spend, tokens and requests by key, day and model, and
 * the users' own spend. Runs inside a transaction, with the rows locked. */
bool user_sums_take(const UserMove *move, UserSums *sums, Error *error);

/* OUTCOME_REFUSED, naming the first that differs. */
bool user_sums_compare(const UserMove *move, const UserSums *before, Error *error);

#endif
