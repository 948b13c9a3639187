/*
 * user_merge.h - several users become one.
 *
 * What the users had goes to the one who stays: keys, teams, memberships, rosters, spend, and the
 * better role; then their rows are deleted. One transaction; sums are the same before and after.
 */
#ifndef ADMIN_USER_MERGE_H
#define ADMIN_USER_MERGE_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/user_collision.h"
#include "admin/user_find.h"
#include "admin/user_move.h"
#include "base/error.h"
#include "operation/operation.h"
#include "operation/plan.h"

typedef struct {
    const Words *from; /* as user_find takes them */
    const char *into;
    bool skip_logs;
    Words accepted; /* columns we do not know that do not matter here */
} UserMergeRequest;

/* What the row of the user who stays gets; NULL: it keeps its own. */
typedef struct {
    const char *user_role;
    const char *user_email;
    const char *sso_user_id;
    const char *sso_user_id_of; /* the user who gives it away */
} UserMergeRow;

typedef struct {
    UserMove move;
    Users from;
    User into;
    UserMergeRow row;
    UserCollisions collisions;
    Plan plan;
    int64_t log_rows; /* lines of the plan that are done afterwards, in pieces */
} UserMerge;

/* What the row gets from the others: the best role; an e-mail or sso_user_id where it has none. */
UserMergeRow user_merge_row(const Users *from, const User *into);

/* OUTCOME_USAGE when a user cannot be found or is named on both sides; OUTCOME_REFUSED when a
 * guard says no. */
bool user_merge_plan(Session *session, const UserMergeRequest *request, UserMerge *merge,
                     Error *error);

/* The change, but for the logs; context is the UserMerge. */
OperationWork user_merge_work;

#endif
