/*
 * user_export.h - who is in which team with which keys, for bulk onboarding.
 */
#ifndef ADMIN_USER_EXPORT_H
#define ADMIN_USER_EXPORT_H

#include <stdbool.h>

#include "base/error.h"
#include "operation/session.h"
#include "server/query.h"

/*
 * Streams user_id, email, role, team and key_alias: a row for each user, team and named key there
 * that works, one without key_alias where there is none, and one without a team for users without
 * one and for personal keys.  What LiteLLM makes by itself (default_user_id ...) is left out.
 * Sorted bytewise.  A team is its id, or with with_aliases its alias where that means one team.
 */
bool user_export(Session *session, bool with_aliases, RowReader *reader, void *context,
                 Error *error);

#endif
