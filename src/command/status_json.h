/*
 * status_json.h - a survey as JSON.
 */
#ifndef COMMAND_STATUS_JSON_H
#define COMMAND_STATUS_JSON_H

#include "admin/survey.h"
#include "operation/session.h"

/* On stdout. */
void status_print_json(const Session *session, const Survey *survey);

#endif
