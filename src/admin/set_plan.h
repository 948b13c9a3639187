/*
 * set_plan.h - what is about to be done with a set, for the journal.
 */
#ifndef ADMIN_SET_PLAN_H
#define ADMIN_SET_PLAN_H

#include "file/set.h"
#include "operation/plan.h"
#include "operation/session.h"

/* A line for each of its tables. */
Plan set_plan(Session *session, const Set *set, const char *action);

#endif
