/*
 * orphans_clean.h - away with rows that lost their owner.
 */
#ifndef ADMIN_ORPHANS_CLEAN_H
#define ADMIN_ORPHANS_CLEAN_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/orphan_inquiry.h"
#include "base/error.h"
#include "base/text.h"
#include "litellm/orphan_classes.h"
#include "operation/operation.h"
#include "operation/plan.h"

typedef struct {
    const OrphanClass *const *classes; /* ends with NULL */
    bool block_only;                   /* block keys instead of deleting them */
    int64_t limit;                     /* of each class and table only so many rows; 0: all */
    int64_t in_use_within_ms;          /* refuse keys used since then; 0: do not look */
    Words accepted;                    /* TABLE.COLUMN of references we do not know */
} OrphanCleanRequest;

typedef struct {
    OrphanInquiry inquiry;
    const OrphanCleanRequest *request;
    Plan plan;
    int64_t left; /* rows beyond the limit */
} OrphanClean;

/* Counts, and hears the guards: OUTCOME_REFUSED when a key is in use, or an unknown column may
 * refer to what would go. */
bool orphans_plan(const OrphanInquiry *inquiry, const OrphanCleanRequest *request,
                  OrphanClean *clean, Error *error);

/* The work of the plan, for operation_run; context is the OrphanClean. */
OperationWork orphans_work;

#endif
