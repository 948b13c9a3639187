/*
 * log_walk.h - the old rows of a table, day by day and slice by slice.
 *
 * A slice is what one batch changes: at most so many rows, all of one UTC day. An index on the time
 * says where it ends, and where the next ones do. The walk goes on only when it is told that a
 * slice is done, so a batch may be tried again.
 */
#ifndef ADMIN_LOG_WALK_H
#define ADMIN_LOG_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/log_filter.h"
#include "admin/log_table.h"
#include "base/error.h"
#include "base/sql.h"
#include "server/statement.h"

/* What changes values in the requests of a slice: see log_rewrite.h. */
typedef struct {
    const SqlText *change;
    const SqlText *archive; /* changes, and returns what was there and what is there now */
    const SqlText *count;
    const SqlText *sample;
} LogRewriting;

/* The statements for one form of slice; NULL where the form has none. */
typedef struct {
    const SqlText *count;
    const SqlText *estimate; /* the planner's */
    const SqlText *remove;   /* DELETE */
    const SqlText *archive;
    const SqlText *cost;
    const SqlText *measure; /* bytes of the long columns */
    LogRewriting redact;
    LogRewriting slim;
} LogStatements;

typedef struct {
    const LogStatements *statements;
    const SqlValue *values; /* of those statements; ends with a NULL name */
    bool is_end;            /* nothing is left of the day: there is no slice */
    const char *first;      /* the oldest and the newest time in it; NULL: not known */
    const char *last;
    int64_t meant;    /* of a walk over "only": in how many something is left, and how many bytes */
    int64_t bytes;    /* that is; -1 both: not known */
    const char *next; /* where the walk goes on; its own */
    int64_t next_page;
} LogSlice;

typedef struct LogWalk LogWalk;

/* before is the cutoff, UTC as PostgreSQL writes it; everything given must outlive the walk.  now
 * is for what may only go when it has expired. */
LogWalk *log_walk_new(Session *session, const LogTable *table, const LogFilter *filter,
                      const char *before, const char *now);
void log_walk_release(LogWalk **walk);

/*
 * Only requests in which something is left to change: the statement that finds the next slice of
 * those, and values for it and for every statement of a slice.  In such a walk a slice may hold
 * fewer rows than there are, or none.
 */
typedef struct {
    const SqlText *next;
    const SqlValue *values;     /* ends with a NULL name */
    const char *since;          /* UTC: nothing older is meant; NULL: from the beginning */
    const char *const *columns; /* that change; ends with NULL */
} LogOnly;

/* Before the first day; only must outlive the walk. */
void log_walk_only(LogWalk *walk, const LogOnly *only);

/* The next day that has old rows, as 'YYYY-MM-DD', and its bounds as instants; *day is NULL at the
 * end.  The rest of the day before is passed over.  In a transaction of its own. */
typedef struct {
    const char *day;
    const char *from;
    const char *to;
} LogDay;

bool log_walk_next_day(LogWalk *walk, LogDay *day, Error *error);

/*
 * Before that transaction begins: the values that a COPY of the next slice needs, for whoever sets
 * them as it begins; NULL when the slice has still to be looked for.  Whoever asks this has to set
 * them, or to send no COPY.
 */
const SqlValue *log_walk_ahead(LogWalk *walk, int64_t rows);

/* The next slice of the day, inside a transaction in which it is changed.  Also sets the values
 * that a COPY needs, unless log_walk_ahead has given them.  Valid until the slice or the day after
 * it. */
bool log_walk_slice(LogWalk *walk, Arena *arena, int64_t rows, LogSlice *slice, Error *error);

/* The slice is done; true when it was the last one of the day, so that nobody need ask. */
bool log_walk_advance(LogWalk *walk, const LogSlice *slice);

/* All rows before the cutoff as one slice, for statements that count. */
void log_walk_whole(LogWalk *walk, Arena *arena, LogSlice *slice);

/* The values of a slice and one more. */
const SqlValue *log_values(Arena *arena, const SqlValue *values, SqlValue value);

/* A statement of a slice made ready for the table. */
Statement log_walk_statement(LogWalk *walk, Arena *arena, const SqlText *sql);

/* How many rows there are before the cutoff, counted up to a limit: in a transaction of the caller.
 */
bool log_walk_count(LogWalk *walk, int64_t most, int64_t *rows, Error *error);

#endif
