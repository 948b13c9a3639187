/*
 * log_walk_internal.h - what is inside a LogWalk, and its way by pages.  For admin/log_walk*.c
 * alone.
 */
#ifndef ADMIN_LOG_WALK_INTERNAL_H
#define ADMIN_LOG_WALK_INTERNAL_H

#include "admin/log_statements.h"
#include "admin/log_walk.h"
#include "base/list.h"

enum { LOG_WALK_VALUES_MOST = 16 }; /* of a statement, with the NULL name at the end */

typedef struct {
    const char *day;
    int64_t first_page;
    int64_t last_page; /* belongs to it */
    int64_t rows;
} PageDay;

/* Slices that are found before they are needed: their bounds cost the server less together. */
typedef struct {
    Arena *arena;
    LIST(LogSlice) slices;
    size_t at;        /* the next of them */
    int64_t limit;    /* the rows of each */
    int64_t asked_us; /* when */
    bool is_used;     /* the batch at hand takes the next, and has its settings */
} SlicesAhead;

struct LogWalk {
    Arena *arena;
    Session *session;
    const LogTable *table;
    const LogFilter *filter;
    const LogOnly *only; /* NULL: whatever there is */
    const char *before;
    const char *now;
    LogDay day;
    Arena *day_arena;
    char position[64];   /* where the next slice of the day begins */
    SlicesAhead ahead;   /* of a walk by time */
    int64_t wanted;      /* rows of a slice, when last asked for one ahead; 0: never */
    LIST(PageDay) pages; /* of a walk by pages: read once */
    bool has_pages;
    size_t page_day; /* the next of them */
    int64_t next_page;
};

/* The time before which nothing is meant: -infinity where there is none. */
const char *log_walk_since(const LogWalk *walk);

/* Whether a slice has to be told which of its requests are meant. */
bool log_walk_is_chosen(const LogWalk *walk);

/* Writes those of the requests that are meant behind the first so many values. */
void log_walk_choose(const LogWalk *walk, SqlValue *values);

/* The walk is at this day, whose bounds are cut to what is meant. */
void log_walk_set_day(LogWalk *walk, const char *day);

/* Midnight at its end, in the form in which PostgreSQL writes instants. */
const char *log_walk_end_of(Arena *arena, const char *day);

/* A cutoff of days that are text: the day of the cutoff stays, for it is not over then. */
const char *log_walk_cutoff(const LogWalk *walk, Arena *arena);

bool log_walk_is_by_day(const LogWalk *walk);

void log_walk_set_position(LogWalk *walk, const char *position);

/* For tables with an index on their time: see log_walk.h. */
bool log_walk_time_next_day(LogWalk *walk, Error *error);
bool log_walk_time_slice(LogWalk *walk, Arena *arena, int64_t rows, LogSlice *slice, Error *error);
bool log_walk_time_advance(LogWalk *walk, const LogSlice *slice);
void log_walk_time_forget(LogWalk *walk);

/* is_instant: the slice is some of the rows of one instant. */
SliceForm log_walk_time_form(const LogWalk *walk, bool is_instant);

/* For tables without an index on their time: see log_walk_next_day and log_walk_slice.  The first
 * day costs a scan of the whole table, which says on which pages the days are. */
bool log_walk_pages_next_day(LogWalk *walk, Error *error);
bool log_walk_pages_slice(LogWalk *walk, Arena *arena, int64_t rows, LogSlice *slice, Error *error);

SliceForm log_walk_pages_form(const LogWalk *walk);

#endif
