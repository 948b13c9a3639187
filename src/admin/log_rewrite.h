/*
 * log_rewrite.h - values in old requests are emptied or dropped; the requests stay.
 *
 * What prompts (redact) and fat keys of metadata (slim) have in common: only requests in which
 * something is left are changed, so that it may be run again and again, in batches that follow time
 * as those of prune.  Every other column stays as it is.
 */
#ifndef ADMIN_LOG_REWRITE_H
#define ADMIN_LOG_REWRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/log_filter.h"
#include "admin/log_table.h"
#include "admin/log_walk.h"
#include "base/error.h"
#include "operation/plan.h"
#include "operation/series.h"
#include "operation/session.h"
#include "operation/throttle.h"

typedef enum {
    REWRITE_REDACT, /* prompts become {} */
    REWRITE_SLIM,   /* keys of metadata are dropped */
} RewriteKind;

typedef struct {
    RewriteKind kind;
    int64_t before; /* the cutoff: requests older than this instant */
    bool has_since; /* and none older than since */
    int64_t since;
    int64_t now;
    LogChoice choice; /* whose requests */
    Words metadata;   /* redact: paths as in "a.b.c"; slim: keys */
    bool archive;     /* keep what was there */
    bool is_exact;    /* look at every request for the plan, however many there are */
    Pace pace;
} RewriteRequest;

/* What was done. */
typedef struct {
    int64_t rows;
    double freed;     /* bytes that the values take less, as they are stored */
    bool is_estimate; /* not every batch that changed metadata was measured */
} Rewritten;

typedef struct {
    Session *session;
    const RewriteRequest *request;
    const char *before; /* UTC, as PostgreSQL writes it */
    const char *now;
    LogTables tables; /* the log of requests alone */
    LogFilter filter;
    LogOnly only;
    Plan plan;
    bool is_sampled;     /* the plan's rows and bytes are about */
    int64_t bytes;       /* that the plan would free, about */
    Rewritten rewritten; /* after the work */
} Rewrite;

/* Counts what would change.  OUTCOME_USAGE for a path or a key that is none. */
bool rewrite_plan(Session *session, const RewriteRequest *request, Rewrite *rewrite, Error *error);

/* The change of the plan, for series_run; context is the Rewrite. */
SeriesWork rewrite_work;

/* Whether this database keeps prompts in columns of their own: the oldest versions do not. */
bool rewrite_has_prompts(const Session *session);

#endif
