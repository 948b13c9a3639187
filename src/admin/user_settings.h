/*
 * user_settings.h - budgets and object permissions that nobody needs once users are gone.
 */
#ifndef ADMIN_USER_SETTINGS_H
#define ADMIN_USER_SETTINGS_H

#include <stdbool.h>

#include "admin/user_survey.h"
#include "base/error.h"

/*
 * Adds those that rows which go name and nothing else does: no other row of any table, no team's
 * metadata, no stored setting.  Runs after everything else was surveyed.
 */
bool user_settings_add(UserSurvey *survey, Error *error);

#endif
