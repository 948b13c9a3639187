/*
 * batches.h - what every change in many transactions does around its work: decide, run, report.
 */
#ifndef COMMAND_BATCHES_H
#define COMMAND_BATCHES_H

#include <stdbool.h>

#include "base/json.h"
#include "cli/command.h"
#include "cli/options.h"
#include "command/change.h"
#include "operation/series.h"

/* As change_decide, for --max-rows that is a budget and no guard. */
bool batches_decide(const Call *call, const ChangeOptions *options, const Plan *plan,
                    const char *question, ChangeDecision *decision, Error *error);

/* Runs or rehearses, with progress on stderr. */
bool batches_run(const Call *call, const ChangeOptions *options, Session *session,
                 const SeriesRequest *request, ChangeDecision decision, SeriesResult *result,
                 Error *error);

/* The result as JSON, for the command to add to; the caller prints and releases it. */
Document *batches_document(const Plan *plan, const SeriesResult *result);

/* The result in sentences on stdout. */
void batches_print(const Call *call, const Plan *plan, const SeriesResult *result);

/* All there is to say for a command that has nothing to add: sentences, an object with --json. */
void batches_report(const Call *call, const Plan *plan, const SeriesResult *result);

/* OUTCOME_BACKLOG_LEFT with the reason, when it stopped before its end. */
bool batches_conclude(const Call *call, const SeriesResult *result, Error *error);

#endif
