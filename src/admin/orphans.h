/*
 * orphans.h - rows that lost their owner: how many, which, and away with them.
 *
 * Everything hangs on one instant, taken when the inquiry starts: what has expired at the
 * plan has expired at the work.
 */
#ifndef ADMIN_ORPHANS_H
#define ADMIN_ORPHANS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/list.h"
#include "base/text.h"
#include "litellm/orphan_classes.h"
#include "operation/operation.h"
#include "operation/plan.h"
#include "operation/session.h"
#include "server/query.h"

typedef struct {
    Session *session;
    const SqlValue *values; /* for every statement of a class */
    int64_t now;            /* microseconds, UTC */
} OrphanInquiry;

/* master_key: the proxy's, whose row is never an orphan; NULL when not known. */
OrphanInquiry orphans_inquire(Session *session, const char *master_key);

typedef struct {
    const OrphanClass *class;
    int64_t count;
    bool has_spend;
    double spend; /* of the last 30 days */
} OrphanCount;

typedef LIST(OrphanCount) OrphanCounts;

/* The classes that this schema has, in their order; spend is left out unless asked for. */
bool orphans_count(const OrphanInquiry *inquiry, bool with_spend, OrphanCounts *counts,
                   Error *error);

/* OUTCOME_USAGE for an unknown class, with a guess; OUTCOME_REFUSED for one whose tables this
 * schema lacks, naming what is missing. */
bool orphans_find_class(const OrphanInquiry *inquiry, const char *name, const OrphanClass **class,
                        Error *error);

/* Is told the columns first (row NULL), then each row, as PostgreSQL writes values. */
typedef bool OrphanReader(void *context, const StreamRow *row, bool is_header, Error *error);
bool orphans_list(const OrphanInquiry *inquiry, const OrphanClass *class, int64_t limit,
                  OrphanReader *reader, void *context, Error *error);

typedef struct {
    const OrphanClass *const *classes; /* ends with NULL */
    bool block_only;                   /* block keys instead of deleting them */
    int64_t in_use_within_ms;          /* refuse keys used since then; 0: do not look */
    Words accepted;                    /* TABLE.COLUMN of references we do not know */
} OrphanCleanRequest;

typedef struct {
    const OrphanInquiry *inquiry;
    const OrphanCleanRequest *request;
    Plan plan;
} OrphanClean;

/* Counts, and hears the guards: OUTCOME_REFUSED when a key is in use, or an unknown column may
 * refer to what would go. */
bool orphans_plan(const OrphanInquiry *inquiry, const OrphanCleanRequest *request,
                  OrphanClean *clean, Error *error);

/* The work of the plan, for operation_run; context is the OrphanClean. */
OperationWork orphans_work;

#endif
