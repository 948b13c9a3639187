/*
 * detach.h - a whole partition leaves its table: archived, detached, put aside, dropped later.
 *
 *     journal: begun
 *     day by day: the rows into drafts of files, in snapshots of their own; read back
 *     journal: copied
 *     BEGIN; journal: detaching, with the transaction's id; DETACH, SET SCHEMA, COMMENT; COMMIT
 *     what was changed between the copy and the lock is copied again
 *     journal: verified
 *     the drafts get their final names, the ledger its lines; journal: settled
 *
 * The table's locks are held for the short transaction alone, and are waited for shortly, again and
 * again. Whoever dies in between is healed by detach_settle.h.
 */
#ifndef OPERATION_DETACH_H
#define OPERATION_DETACH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "operation/series.h"
#include "operation/throttle.h"

/* Where detached partitions wait: LiteLLM's start-up drops what it does not know in its own schema.
 */
#define QUARANTINE_SCHEMA "litellm_dba_quarantine"

typedef struct {
    const char *table;
    const char *time; /* the column by which the table is divided */
    const char *schema;
    const char *partition;
    const char *oid;
    const char *bound;          /* as the catalog has it */
    const char *const *columns; /* that are archived; NULL: none */
    bool has_costs;
    const char *quarantine; /* the schema where it waits; NULL: none, it is to be dropped at once */
    int64_t step;           /* the number of the step in the operation */
} DetachRequest;

typedef enum {
    DETACH_DONE,
    DETACH_STOPPED, /* the series is to stop; the partition is as it was */
    DETACH_BUSY,    /* its locks could not be had; the same */
    DETACH_TAKEN,   /* somebody else dropped or detached it; an archive of it is whole, or none */
    DETACH_UNFIT,   /* it has rows whose time is no day; it is as it was */
} DetachEnd;

typedef struct {
    DetachEnd end;
    int64_t rows; /* that are gone from the table and, if wanted, archived */
} DetachResult;

/* throttle says when to stop. */
bool detach_partition(Series *series, const DetachRequest *request, Throttle *throttle,
                      DetachResult *result, Error *error);

#endif
