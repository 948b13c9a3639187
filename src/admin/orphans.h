/*
 * orphans.h - rows that lost their owner: how many, and which.
 */
#ifndef ADMIN_ORPHANS_H
#define ADMIN_ORPHANS_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/orphan_inquiry.h"
#include "base/arena.h"
#include "base/error.h"
#include "base/list.h"
#include "litellm/orphan_classes.h"
#include "server/query.h"

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

#endif
