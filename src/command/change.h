/*
 * change.h - what every changing command does around its work: show the plan, ask, report.
 */
#ifndef COMMAND_CHANGE_H
#define COMMAND_CHANGE_H

#include <stdbool.h>

#include "base/error.h"
#include "cli/command.h"
#include "cli/options.h"
#include "operation/operation.h"
#include "operation/plan.h"

typedef enum {
    CHANGE_STOPS,     /* the plan was all that was wanted, or there is nothing to do */
    CHANGE_REHEARSES, /* do it and roll back */
    CHANGE_RUNS,
} ChangeDecision;

/*
 * Shows the plan (on stdout when it is the result, as with --dry-run), holds it against
 * --expect-rows, --max-rows and --confirm, and gets a yes. Without a yes: OUTCOME_REFUSED.
 */
bool change_decide(const Call *call, const ChangeOptions *options, const Plan *plan,
                   const char *question, ChangeDecision *decision, Error *error);

/* The same, but a plain yes is not enough: the expected word must be typed. */
bool change_decide_typed(const Call *call, const ChangeOptions *options, const Plan *plan,
                         const char *question, const char *expected, ChangeDecision *decision,
                         Error *error);

/* Runs or rehearses, with progress on stderr, and says on stdout what happened: sentences, an
 * object with --json, the lines of the plan with --csv. outcome is what to call it when all went
 * well. */
bool change_run(const Call *call, const ChangeOptions *options, Session *session,
                const OperationRequest *request, ChangeDecision decision, Outcome outcome,
                Error *error);

/* What change_run says at the end, for work that is not one operation. */
void change_report(const Call *call, const Plan *plan, Outcome outcome,
                   const OperationResult *result);

#endif
