/*
 * growing_tables.h - tables that grow without bound, and the column that tells a row's age.
 *
 * Whether an index leads with that column must be read from the live catalog: versions differ,
 * and some indexes are built by hand, or half built.
 */
#ifndef LITELLM_GROWING_TABLES_H
#define LITELLM_GROWING_TABLES_H

#include <stdbool.h>

/* How the column tells the time; all of them in UTC. */
typedef enum {
    AGE_TIMESTAMP, /* timestamp(3) without time zone */
    AGE_DATE_TEXT, /* 'YYYY-MM-DD', which compares correctly as text */
    AGE_EPOCH,     /* seconds as a double */
    AGE_NONE,      /* no column tells */
} AgeForm;

/* When retention may touch the table. */
typedef enum {
    PRUNE_BY_DEFAULT, /* when no table is named */
    PRUNE_WITH_ALL,   /* with "all" */
    PRUNE_WHEN_NAMED, /* holds what somebody may still want: sums of money, people's files */
    PRUNE_NEVER,      /* no column tells how old a row is */
} PrunePolicy;

/* Which of the old rows may go. */
typedef enum {
    PRUNE_EVERY_ROW,
    PRUNE_BUT_NEWEST, /* not the newest of each model: what the dashboard shows */
    PRUNE_SESSIONS,   /* only what the dashboard made for a sign-in that has expired */
} PruneRows;

typedef struct {
    const char *table;
    const char *time_column; /* NULL when none tells */
    AgeForm form;
    PrunePolicy policy;
    PruneRows rows;
    bool litellm_prunes; /* some version does, when its setting is on */
    const char *holds;   /* what a row is, for people: "one request" */
    const char
        *index_of; /* the table, before it in order, whose rows its own lead to; NULL: none */
} GrowingTable;

/* In the order in which people ask for them, and which retention takes: what refers to another
 * table comes before it.  The last one has no table. */
extern const GrowingTable GROWING_TABLES[];

/* NULL when the table is not one that grows. */
const GrowingTable *growing_table(const char *table);

/* Whether its rows only tell what happened: no user, key, team, setting or account needs them. */
bool growing_table_is_log(const char *table);

#endif
