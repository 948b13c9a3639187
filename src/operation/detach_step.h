/*
 * detach_step.h - what the journal says of a partition that leaves its table: a step of a series.
 *
 *     begun       its rows are being copied into drafts, a file for each day
 *     copied      all of them are on disk and were read back
 *     detaching   about to be committed: the transaction's id
 *     verified    detached, and what it holds is what was copied
 *     settled     the files have their final names
 *     left        it stays, or somebody else took it away: nothing is kept
 *
 * Each event holds all that is known of the step; the newest one counts. "dropped" and "attached"
 * are steps of later operations, which tell what became of a table that was put aside.
 */
#ifndef OPERATION_DETACH_STEP_H
#define OPERATION_DETACH_STEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/list.h"
#include "operation/session.h"

typedef enum {
    STEP_BEGUN,
    STEP_COPIED,
    STEP_DETACHING,
    STEP_VERIFIED,
    STEP_SETTLED,
    STEP_LEFT,
    STEP_DROPPED,
    STEP_ATTACHED,
} StepState;

/* The rows of a partition that are of one day, as they were copied. */
typedef struct {
    const char *day;
    int64_t rows;
    const char *first; /* time */
    const char *last;
    const char *versions; /* of its rows: see sql/server/partition/days.sql */
    const char *draft;    /* the name of the segment that holds its copy; NULL: nothing is kept */
    int64_t csv_bytes;    /* of its copy, while it is made; not in the journal */
} DetachDay;

typedef LIST(DetachDay) DetachDays;

typedef struct {
    int64_t step; /* its number in the operation, from 1 */
    StepState state;
    const char *table;  /* whose partition it is */
    const char *time;   /* the column by which the table is divided */
    const char *schema; /* where it is now, or was last */
    const char *home;   /* the schema where it was as a partition */
    const char *partition;
    const char *oid;
    const char *bound;          /* as the catalog has it: "FOR VALUES FROM ..." */
    const char *quarantine;     /* the schema where it waits; NULL: it is dropped at once */
    const char *xid;            /* of the transaction that detaches it; NULL before */
    const char *const *columns; /* that are archived, ends with NULL; NULL: none */
    bool has_costs;
    int64_t rows;
    DetachDays days;
} DetachStep;

typedef LIST(DetachStep) DetachSteps;

/* Whether the step came to its end, one way or another. */
bool detach_step_has_ended(const DetachStep *step);

/* Whether it took its rows out of the table for good. */
bool detach_step_is_in_force(const DetachStep *step);

bool detach_step_write(Session *session, int64_t operation, const DetachStep *step, Error *error);

/* Whether the body of an event of progress is of a step. */
bool detach_step_is(const Document *body);

/* The steps of an operation in their order. */
bool detach_steps_read(Session *session, Arena *arena, int64_t operation, DetachSteps *steps,
                       Error *error);

#endif
