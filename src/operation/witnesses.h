/*
 * witnesses.h - what can be heard of an operation whose run died between "prepared" and its end.
 *
 * Three witnesses: the server, of the transaction; the rows, which are as before or as after it;
 * the cluster's timeline.  A verdict needs all three to agree.
 */
#ifndef OPERATION_WITNESSES_H
#define OPERATION_WITNESSES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "operation/record.h"
#include "operation/session.h"

typedef struct {
    Session *session;
    int64_t operation;
    PlannedRecord planned;
    PreparedRecord prepared;
    const char *folder; /* of its files */
} Incident;

typedef struct {
    const char *status; /* of the transaction: "committed" ..., NULL: too long ago */
    bool same_timeline;
    int64_t as_before; /* rows that speak for "it did not happen" */
    int64_t as_after;  /* rows that speak for "it did" */
    int64_t undecided;
    int64_t files_gone; /* a run that was discarding them died; what is left testifies */
} Witnesses;

typedef enum {
    VERDICT_COMMITTED,
    VERDICT_ABORTED,
    VERDICT_IN_PROGRESS, /* even after longer than its own timeouts allow */
    VERDICT_MIXED,
} Verdict;

/* Waits for a transaction that is still in progress, and says so. */
bool witnesses_hear(const Incident *incident, Witnesses *witnesses, Error *error);

Verdict witnesses_verdict(const Witnesses *witnesses);

/* In words, for the journal and for a person. */
const char *witnesses_evidence(const Incident *incident, const Witnesses *witnesses);

#endif
