/*
 * user_dependants.h - what hangs on rows that go, down to the last one: for user_survey.c alone.
 *
 * Each adds the parts it finds to the survey, those that have rows, children before their parents.
 * depth is how many tables lie between.
 */
#ifndef ADMIN_USER_DEPENDANTS_H
#define ADMIN_USER_DEPENDANTS_H

#include <stdbool.h>

#include "admin/user_survey.h"
#include "base/error.h"

/* The part itself. */
bool user_add_part(UserSurvey *survey, UserPart part, Error *error);

/* The part, and before it whatever hangs on its rows. */
bool user_add_rows(UserSurvey *survey, UserPart part, int depth, Error *error);

/* Whatever hangs on the part's rows. */
bool user_add_dependants(UserSurvey *survey, const UserPart *part, int depth, Error *error);

/* Lists and rosters that name one of the ids of the kind. */
bool user_add_members(UserSurvey *survey, const char *kind, const char *ids, Error *error);

/* Rows that belong to one of the ids of the kind. */
bool user_add_owned(UserSurvey *survey, const char *kind, const char *ids, int depth, Error *error);

#endif
