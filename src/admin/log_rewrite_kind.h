/*
 * log_rewrite_kind.h - what the kinds of rewriting differ in.  For admin/log_rewrite*.c alone.
 */
#ifndef ADMIN_LOG_REWRITE_KIND_H
#define ADMIN_LOG_REWRITE_KIND_H

#include "admin/log_rewrite.h"
#include "server/query.h"

typedef struct {
    const char *what; /* of the plan's line */
    const char *action;
    const char *archive; /* has what was there, apart from the archive of whole rows */
    const char *value;   /* the parameter that says which metadata */
    const SqlText *next;
    const char *const *columns; /* that change in any case, where the table has them */
} RewriteFacts;

extern const RewriteFacts REWRITE_FACTS[];

const LogRewriting *rewrite_statements(const LogStatements *statements, RewriteKind kind);

/* A walk over the requests of the plan in which something is left; the caller releases it. */
LogWalk *rewrite_walk(const Rewrite *rewrite);

/* A statement of the walk, in the open transaction. */
bool rewrite_ask(const Rewrite *rewrite, LogWalk *walk, Arena *arena, const SqlText *sql,
                 const SqlValue *values, Rows **rows, Error *error);

#endif
