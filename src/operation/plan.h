/*
 * plan.h - what a command would do, counted on the live database before anything is done.
 *
 * A plan is a list of lines, each a number of rows of one table, with a digest of their keys.
 * Its id is a digest over all of it and the schema's fingerprint: the same id means the same
 * rows.  All memory is the arena's.
 */
#ifndef OPERATION_PLAN_H
#define OPERATION_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/json.h"
#include "base/list.h"
#include "base/sql.h"
#include "base/text.h"
#include "server/catalog.h"

typedef struct {
    const char *what;   /* the class or part: "key-without-user" */
    const char *action; /* "delete", "edit", "block", "insert" */
    const char *table;  /* "LiteLLM_VerificationToken" */
    const SqlText *sql; /* the statement that will do it */
    int64_t rows;       /* rows or elements, as the action counts them */
    int64_t objects;    /* tables that are detached or dropped as a whole */
    const char *digest; /* over the keys, or NULL */
    int64_t bytes;      /* that it would free, about; 0: not known */
    const char *note;   /* for the reader, or NULL */
} PlanLine;

typedef struct {
    const char *command; /* "orphans clean" */
    LIST(PlanLine) lines;
    Words warnings;
    const char *as_of;       /* the instant it all hangs on, UTC, or NULL */
    const SqlValue *values;  /* what the statements are given; ends with a NULL name */
    int64_t rows;            /* sum of the lines */
    int64_t objects;         /* the same */
    const char *id;          /* 12 hex digits, after plan_seal */
    const Document *details; /* what only this command has to say: for JSON and journal; or NULL */
    const Document *differences; /* from what was kept: for JSON, and OUTCOME_FOUND; or NULL */
} Plan;

void plan_add(Plan *plan, Arena *arena, PlanLine line);

/* There is nothing to do. */
bool plan_is_empty(const Plan *plan);

/* Says once that the table has triggers of somebody's, if so: no file holds what they do. */
void plan_warn_of_triggers(Plan *plan, Arena *arena, const CatalogTable *table);

/* Computes the id.  The values take part (a cutoff is part of what is meant), but for the
 * parameter of that name, which changes from run to run. */
void plan_seal(Plan *plan, Arena *arena, const char *fingerprint, const char *but_for);

/* What the user said about the plan beforehand; -1 and NULL: nothing. */
typedef struct {
    int64_t expect_rows;
    int64_t max_rows;
    const char *confirm; /* the beginning of the id, 6 digits or more */
} PlanLimits;

/* OUTCOME_REFUSED when the plan is not what was expected. */
bool plan_check(const Plan *plan, const PlanLimits *limits, Error *error);

/* {"id", "rows", "lines": [...], "values": {...}, "warnings": [...]} and "details", where there are
 * any: for JSON output and journal. */
Document *plan_document(const Plan *plan);

#endif
