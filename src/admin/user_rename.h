/*
 * user_rename.h - another user_id for a user, everywhere it stands.
 */
#ifndef ADMIN_USER_RENAME_H
#define ADMIN_USER_RENAME_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/user_move.h"
#include "base/error.h"
#include "operation/operation.h"
#include "operation/plan.h"

typedef struct {
    const char *from;
    const char *to;
    bool only_logs; /* the user was renamed before: what history was left */
    bool skip_logs;
    Words accepted; /* columns we do not know that do not matter here */
} UserRenameRequest;

typedef struct {
    UserMove move;
    Plan plan;
    int64_t log_rows; /* lines of the plan that are done afterwards, in pieces */
} UserRename;

/* Whether somebody can be called so: OUTCOME_USAGE otherwise. */
bool user_rename_check_name(Arena *arena, const char *id, Error *error);

/*
 * Counts what would change. OUTCOME_USAGE when there is no such user or the new id is none;
 * OUTCOME_REFUSED when the new id is in use anywhere but in history, or a guard says no.
 */
bool user_rename_plan(Session *session, const UserRenameRequest *request, UserRename *rename,
                      Error *error);

/* The change, but for the logs; context is the UserRename. */
OperationWork user_rename_work;

#endif
