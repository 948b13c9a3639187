/*
 * user_guard.h - what stops somebody from taking users away.
 *
 * All run inside a transaction.
 */
#ifndef ADMIN_USER_GUARD_H
#define ADMIN_USER_GUARD_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/user_find.h"
#include "admin/user_survey.h"
#include "base/error.h"
#include "base/text.h"
#include "operation/session.h"

/* What may be said against the guards. */
typedef struct {
    bool force;               /* a key in use or the last proxy admin does not matter */
    int64_t in_use_within_ms; /* keys used since then are in use; 0: do not look */
    int64_t now;              /* microseconds, UTC */
    const char *master_key;   /* the proxy's own, or NULL */
    Words accepted;           /* TABLE.COLUMN of references we do not know */
} UserLeave;

/* OUTCOME_REFUSED for ids that LiteLLM itself uses, and for the last proxy admin. */
bool user_guard_users(Session *session, const Users *users, const UserLeave *leave, Error *error);

/* Each may refuse; in this order. */
typedef bool UserGuard(const UserSurvey *survey, const UserLeave *leave, Error *error);
enum { USER_GUARD_COUNT = 4 };
extern UserGuard *const USER_GUARDS[USER_GUARD_COUNT];

/* OUTCOME_REFUSED for keys in use, for the proxy's own key, for foreign keys that say no, and for
 * columns that may refer to what would be deleted. */
bool user_guard_survey(const UserSurvey *survey, const UserLeave *leave, Error *error);

/* Who takes over what the users made for others: said, if not NULL, else whoever is fit.  *heir is
 * NULL when there is nobody.  OUTCOME_USAGE when who was said is unknown or goes, too. */
bool user_guard_heir(Session *session, const Users *users, const char *said, const char **heir,
                     Error *error);

#endif
