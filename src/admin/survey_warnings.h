/*
 * survey_warnings.h - what of a survey wants looking at.
 */
#ifndef ADMIN_SURVEY_WARNINGS_H
#define ADMIN_SURVEY_WARNINGS_H

#include "admin/survey.h"

/* Adds to survey->warnings; asks the server who holds back the removal of dead rows. */
bool survey_read_warnings(Session *session, Survey *survey, Error *error);

#endif
