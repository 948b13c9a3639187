/*
 * quarantine.h - tables that were partitions once and were put aside: what becomes of them.
 *
 * A table bears a comment that says when and by which operation it was detached. Only what the
 * journal at hand knows as well is ever dropped, and only as long as it holds what was archived.
 */
#ifndef OPERATION_QUARANTINE_H
#define OPERATION_QUARANTINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/list.h"
#include "operation/detach.h"
#include "operation/detach_settle.h"
#include "operation/series.h"

typedef struct {
    const char *oid;
    const char *schema; /* where it is */
    const char *name;
    DetachComment comment;
    double rows; /* about */
    int64_t total_bytes;
    int64_t index_bytes;
    const DetachStep *step; /* that detached it, by the journal; NULL: that journal is not here */
} AsideTable;

typedef LIST(AsideTable) AsideTables;

/* Those of this session's schema.  In a transaction of its own; without a journal no step is known.
 */
bool quarantine_read(Session *session, AsideTables *tables, Error *error);

/*
 * Drops one for good: *why is NULL then. Otherwise it stays, and *why is the end of a sentence: its
 * archive does not verify, somebody changed it, something depends on it.
 */
bool quarantine_drop(Series *series, const AsideTable *table, int64_t step, const char **why,
                     Error *error);

/*
 * Makes it a partition again: *why is NULL then.  Otherwise it stays where it is, and *why is the
 * end of a sentence: the default partition is too large to be read while others wait for it, or has
 * rows of that time; the locks could not be had.
 */
bool quarantine_attach(Series *series, const AsideTable *table, int64_t step, const char **why,
                       Error *error);

#endif
