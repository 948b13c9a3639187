/*
 * user_find.h - which user somebody means.
 *
 * A user is named by its user_id, its e-mail (in any case) or its sso_user_id.  What several users
 * answer to is refused with a list of them; "user_id=X", "user_email=X" and "sso_user_id=X" say
 * which of the three is meant.  Ids are data: any character may be in them.
 */
#ifndef ADMIN_USER_FIND_H
#define ADMIN_USER_FIND_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/list.h"
#include "base/text.h"
#include "operation/session.h"

typedef struct {
    const char *user_id;
    const char *user_email; /* from here on NULL where the row or the version has none */
    const char *user_alias;
    const char *user_role;
    const char *sso_user_id;
    const char *created_at; /* as ISO 8601, UTC */
    double spend;
} User;

typedef LIST(User) Users;

/*
 * Runs inside a transaction.  OUTCOME_USAGE when nobody is meant, or several are; the detail lists
 * them.
 */
bool user_find(Session *session, const char *id, User *user, Error *error);

/* All of them or none: the first id that nobody answers to fails.  Each user once, in the order of
 * the ids. */
bool user_find_all(Session *session, const Words *ids, Users *users, Error *error);

/*
 * Adds the ids of a file, one a line; "-" is stdin.  A byte order mark, carriage returns at line
 * ends, blank lines and repeated ids are passed over.  OUTCOME_FILE_ERROR when it cannot be read or
 * is no text, OUTCOME_USAGE when it names nobody.
 */
bool user_read_ids(const char *path, Arena *arena, Words *ids, Error *error);

/* The same from text in memory; name is for messages. */
bool user_parse_ids(const char *name, const char *text, size_t length, Arena *arena, Words *ids,
                    Error *error);

/* Adds an id unless it is there already. */
void user_add_id(Arena *arena, Words *ids, const char *id);

/* The users' ids as a text[] literal, for a parameter. */
const char *user_ids_literal(Arena *arena, const Users *users);

/* For messages, which are made safe for terminals when they are printed: not endless. */
const char *user_shown(Arena *arena, const char *id);

#endif
