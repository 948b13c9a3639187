/*
 * prune.h - retention: old rows go, into an archive first.
 *
 * Archive and delete are one statement, so what is archived is what was deleted. Batches follow
 * time, each reads only what it deletes, and the cutoff is one instant for all of them. See
 * series.h for what a batch leaves on the disk and in the journal.
 */
#ifndef ADMIN_PRUNE_H
#define ADMIN_PRUNE_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/log_filter.h"
#include "admin/log_guard.h"
#include "admin/log_table.h"
#include "admin/partitions.h"
#include "base/error.h"
#include "operation/plan.h"
#include "operation/quarantine.h"
#include "operation/series.h"
#include "operation/session.h"
#include "operation/throttle.h"

typedef struct {
    int64_t before;   /* the cutoff: rows older than this instant */
    int64_t now;      /* the present, for what must have expired */
    Words tables;     /* as log_tables_choose takes them */
    LogChoice choice; /* of requests only */
    bool no_archive;
    bool no_ledger;
    bool allow_uncovered;  /* also days whose totals do not cover their requests */
    bool allow_short;      /* a cutoff younger than the longest budget window */
    bool is_exact;         /* count every row for the plan, however many there are */
    bool row_by_row;       /* also of partitions that have expired as a whole */
    int64_t quarantine_ms; /* how long a detached partition is kept; 0: it is dropped at once */
    Words accepted;        /* columns that do not matter, as in guard.h */
    Pace pace;
} PruneRequest;

/* What became of one table. */
typedef struct {
    const char *table;
    int64_t rows;
    int64_t days_kept;
    LIST(UncoveredDay) uncovered; /* of them: those whose totals lack something */
    int64_t partitions;           /* that were detached */
    int64_t detached_rows;        /* of rows */
    int64_t detached_bytes;
} PrunedTable;

/* A partition that has expired as a whole, and what became of it. */
typedef struct {
    LogPartition partition;
    int64_t rows;    /* by the plan; after the work: that are gone with it */
    const char *end; /* "detached" ...; NULL before */
    bool is_kept;    /* it stays as it is until the next run */
} ExpiredPartition;

/* A table that had been put aside. */
typedef struct {
    const char *name;
    int64_t bytes;
    const char *why; /* it stays; NULL: it is gone */
} DroppedPartition;

typedef struct {
    Session *session;
    const PruneRequest *request;
    const char *before; /* UTC, as PostgreSQL writes it */
    const char *now;
    LogTables tables;
    LogFilter filter;
    Plan plan;
    int64_t forecast_bytes;   /* of the archive's files, about: see prune_before.h */
    LIST(PrunedTable) pruned; /* after the work, in the plan's order */
    Words kept_days;          /* of the log of requests: see prune_keep.h */

    /* See prune_partitions.h. */
    LIST(ExpiredPartition) expired;
    AsideTables aside;   /* when the plan was made */
    bool has_quarantine; /* the schema for them is there */
    bool drops;          /* some have waited long enough */
    int64_t step_count;
    LIST(DroppedPartition) dropped;
} Prune;

/*
 * Counts what would go.  OUTCOME_REFUSED when the cutoff is younger than a budget window or when
 * columns that nobody knows refer to the rows, OUTCOME_USAGE when requests are chosen and no table
 * of requests is meant.
 */
bool prune_plan(Session *session, const PruneRequest *request, Prune *prune, Error *error);

/* The change of the plan, for series_run; context is the Prune. */
SeriesWork prune_work;

#endif
