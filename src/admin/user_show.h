/*
 * user_show.h - everything about one user, read in one snapshot.
 */
#ifndef ADMIN_USER_SHOW_H
#define ADMIN_USER_SHOW_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/user_find.h"
#include "admin/user_survey.h"
#include "base/error.h"
#include "operation/session.h"
#include "server/query.h"

typedef enum {
    USER_SHOWS_RECORD, /* one row */
    USER_SHOWS_KEYS,
    USER_SHOWS_TEAMS,
    USER_SHOWS_ORGANISATIONS,
    USER_SHOWS_INVITATIONS,
    USER_SHOWS_COUNT,
} UserSection;

/* Rows of a table that have to do with the user. */
typedef struct {
    const char *what;
    const char *fate; /* what deleting the user does to them: "delete", "edit", "keep" */
    const char *table;
    const char *column; /* NULL where several say it */
    int64_t rows;       /* -1: the table is too large to count without an index */
    const char *note;   /* or NULL */
} UserBelonging;

/* What stands in the way. */
typedef struct {
    const char *of;   /* "LiteLLM" or "litellm-dba": whose delete is stopped, or leaves something */
    const char *text; /* for people */
} UserObstacle;

typedef struct {
    User user;
    const char *last_used; /* a day or an instant, UTC; NULL: never, or not known */
    Rows *sections[USER_SHOWS_COUNT];
    LIST(UserBelonging) belongings;
    LIST(UserObstacle) obstacles;
} UserShow;

/* OUTCOME_USAGE as user_find. */
bool user_show(Session *session, const char *id, UserShow *show, Error *error);
void user_show_release(UserShow *show);

#endif
