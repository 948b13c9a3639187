/*
 * task.h - work that changes nothing on the server, and is in the journal all the same.
 *
 *     journal: planned                 on disk
 *     the work
 *     journal: ended                   on disk
 *
 * A backup, a verification, a rehearsal, the removal of old sets.  There is nothing to undo; a run
 * that died is recognised by the next one (see doubt.h), which removes the set it left unfinished.
 */
#ifndef OPERATION_TASK_H
#define OPERATION_TASK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/outcome.h"
#include "operation/plan.h"
#include "operation/session.h"

typedef struct {
    int64_t operation; /* known when the work begins */
    int64_t rows;      /* the work's to fill, as its plan counts them */
    int64_t bytes;
    Outcome outcome; /* of work that succeeds; OUTCOME_COMPLETED unless it says otherwise */
    int64_t duration_ms;
} TaskResult;

/* A failure is what the journal gets as the outcome, OUTCOME_FOUND included. */
typedef bool TaskWork(void *context, TaskResult *result, Error *error);

typedef struct {
    const Plan *plan; /* what is to be done; needs no id */
    TaskWork *work;
    void *context;
} TaskRequest;

/* Removes the sets that no run owns, and says so. */
bool task_sweep(Session *session, Error *error);

/* The session is one that writes a journal; it need not have a server. */
bool task_run(Session *session, const TaskRequest *request, TaskResult *result, Error *error);

#endif
