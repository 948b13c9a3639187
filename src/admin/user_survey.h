/*
 * user_survey.h - everything that hangs on users and goes, or changes, with them.
 *
 * The reference graph says what belongs to a user and to its keys, the live catalog which foreign
 * keys there are and what they do; both are followed down to the last row.  What comes out is a
 * list of parts in the order in which they can be done.
 */
#ifndef ADMIN_USER_SURVEY_H
#define ADMIN_USER_SURVEY_H

#include <stdbool.h>

#include "admin/user_find.h"
#include "admin/user_parts.h"
#include "base/error.h"
#include "operation/session.h"

typedef enum {
    USER_ENDS_DELETED,
    USER_ENDS_OFFBOARDED, /* the row stays, without any access */
    USER_ENDS_BLOCKED,    /* only the keys are blocked, and the reset job has nothing to do */
} UserEnd;

/* What is to become of them. */
typedef struct {
    UserEnd end;
    bool blocks_keys;         /* keys are blocked, not deleted */
    bool deletes_invitations; /* those made for others too; else somebody takes them over */
    const char *heir;         /* who takes over; NULL: nobody yet */
} UserFate;

typedef struct {
    Session *session;
    const UserFate *fate;
    const char *ids;  /* the users, a text[] literal */
    const char *keys; /* their keys' tokens, a text[] literal */
    int64_t key_count;
    UserParts parts;  /* those that have rows, in the order of the work */
    Words forbidding; /* "LiteLLM_X.column (3 rows)": foreign keys that say no and are not known */
} UserSurvey;

/* Runs inside a transaction. */
bool user_survey(Session *session, const Users *users, const UserFate *fate, UserSurvey *survey,
                 Error *error);

/* The part of what hangs on the user that is in this table (and column, unless NULL), or NULL. */
const UserPart *user_survey_part(const UserSurvey *survey, const char *table, const char *column);

#endif
