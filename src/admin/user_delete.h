/*
 * user_delete.h - users go, with everything that hangs on them, in one transaction.
 *
 * The same plan and work serve for deleting users, for taking all access from them and for
 * blocking their keys: the fate says which.
 */
#ifndef ADMIN_USER_DELETE_H
#define ADMIN_USER_DELETE_H

#include <stdbool.h>

#include "admin/user_find.h"
#include "admin/user_guard.h"
#include "admin/user_survey.h"
#include "base/error.h"
#include "operation/operation.h"
#include "operation/plan.h"
#include "operation/session.h"

typedef struct {
    UserFate fate;
    const char *reassign_to; /* who takes over, as somebody said it; NULL: whoever is fit */
    UserLeave leave;
} UserDeleteRequest;

typedef struct {
    Session *session;
    UserDeleteRequest request;
    Users users;
    UserSurvey survey;
    Plan plan;
    Words notes; /* what the database cannot do: to be said afterwards */
} UserDelete;

/* Finds the users, hears the guards, counts.  OUTCOME_USAGE, OUTCOME_REFUSED. */
bool user_delete_plan(Session *session, const Words *ids, const UserDeleteRequest *request,
                      UserDelete *delete, Error *error);

/* The work of the plan, for operation_run; context is the UserDelete.  OUTCOME_REFUSED when
 * somebody changes what belongs to the users meanwhile. */
OperationWork user_delete_work;

/*
 * Looks again after the commit: what hangs on the users now, "LiteLLM_X (2 rows)" each.  A proxy
 * that was at work may have put a row back, or a new one in.
 */
bool user_delete_look_again(const UserDelete *delete, Words *found, Error *error);

#endif
