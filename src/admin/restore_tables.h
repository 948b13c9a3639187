/*
 * restore_tables.h - the tables of a set beside those of the database, matched by name.
 */
#ifndef ADMIN_RESTORE_TABLES_H
#define ADMIN_RESTORE_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/list.h"
#include "base/text.h"
#include "file/set.h"
#include "operation/load.h"
#include "operation/session.h"
#include "server/catalog.h"

/* What the database's rows are beside those of the set. */
typedef struct {
    int64_t wanted;  /* rows of the set, after filters */
    int64_t present; /* rows of the database; of one that is not staged counted to a limit */
    int64_t absent;  /* to be inserted */
    int64_t same;    /* equal in every column that both have */
    int64_t differs; /* the same key, and another value somewhere */
    int64_t surplus; /* rows of the database that the set has not */
} RestoreCounts;

/* A row that is there with other values. */
typedef struct {
    const char *key;
    const char *columns; /* in which, or NULL */
} RestoreConflict;

typedef struct {
    const SetTable *source;
    const CatalogTable *target;
    const char *const *header;  /* the columns of the files */
    const char *const *columns; /* those of them that the database has; both end with NULL */
    Words lost;                 /* those it has not */
    Words filled;               /* columns of the database that get their default */

    /* The files hold the rows exactly as they will stand in the database: they can serve as the
     * pre-image of what was inserted. */
    bool is_whole;

    bool is_direct; /* straight into the empty table, without comparing */
    bool is_bulk;   /* the same, file by file over several connections: see restore_jobs.h */
    bool is_done;   /* an earlier run has done it, or its part of it */
    bool rewrites;  /* rows that differ are deleted and inserted: an UPDATE would fire a trigger */

    LoadFilter *filter; /* which rows; NULL: all */
    void *filter_context;
    bool keeps_rows;     /* what differs stays whatever was asked for */
    Words strays;        /* columns that name who made a row: without them it stays out */
    int64_t stray_count; /* rows that do */
    RestoreCounts counts;
    LIST(RestoreConflict) conflicts; /* the first of those that differ */
} RestoreTable;

typedef LIST(RestoreTable) RestoreTables;

/* What the set has and the database cannot take. */
typedef struct {
    const SetTable *table;
    Words columns; /* empty: the whole table */
} RestoreLoss;

typedef LIST(RestoreLoss) RestoreLosses;

/*
 * The tables of the set that a name or a pattern of chosen fits (none: all), parents first as the
 * database's foreign keys say.  OUTCOME_USAGE for a name that fits nothing; OUTCOME_REFUSED when a
 * table cannot be filled at all: its key is not in the set, or a column wants a value.
 */
bool restore_tables_match(Session *session, const Set *set, const Words *chosen,
                          RestoreTables *tables, RestoreLosses *losses, Error *error);

/* NULL when the table is not among them. */
RestoreTable *restore_table(const RestoreTables *tables, const char *name);

#endif
