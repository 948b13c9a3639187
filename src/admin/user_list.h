/*
 * user_list.h - users with what they hold and when they were last seen.
 */
#ifndef ADMIN_USER_LIST_H
#define ADMIN_USER_LIST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/text.h"
#include "operation/session.h"
#include "server/query.h"

/* All of it must hold; zeros ask for nothing. */
typedef struct {
    Words roles;       /* any of these, "none" for users without one */
    const char *team;  /* an id, or an alias that one team has */
    const char *email; /* a pattern with * and ?, in any letter case */
    bool is_sso;       /* has an id at an identity provider */
    bool no_team;
    bool no_key;
    int64_t idle_ms; /* no trace for so long */
    int64_t limit;   /* the first so many */
} UserFilter;

/*
 * Streams user_id, email, alias, role, sso_user_id, teams, keys, spend, last_use, created and
 * updated, by user_id.  OUTCOME_USAGE when there is no such team, or several have that alias.
 */
bool user_list(Session *session, const UserFilter *filter, RowReader *reader, void *context,
               Error *error);

/* "*@example.org" for LIKE: "%@example.org"; what is special there and not here is escaped. */
const char *user_email_like(Arena *arena, const char *pattern);

#endif
