/* log_walk_time.c - a walk by time, through an index that leads with it. */
#include "admin/log_walk_internal.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "build/sql.h"
#include "server/copy.h"
#include "server/query.h"
#include "server/transaction.h"

enum {
    SCAN_FACTOR = 20, /* rows that are looked at for one that is chosen */
    SLICES_AHEAD = 16,
    AHEAD_FOR_US = 5 * 1000 * 1000, /* others may have put more rows between their bounds since */
};

static const SqlText *next_statement(const LogWalk *walk)
{
    if (log_walk_is_by_day(walk))
        return &SQL_SERVER_LOGS_NEXT_DAY;
    if (walk->only != NULL)
        return walk->only->next;
    return log_walk_is_chosen(walk) ? &SQL_SERVER_LOGS_NEXT_CHOSEN : &SQL_SERVER_LOGS_NEXT_TIME;
}

SliceForm log_walk_time_form(const LogWalk *walk, bool is_instant)
{
    if (log_walk_is_by_day(walk))
        return is_instant ? SLICE_DAY_INSTANT : SLICE_DAY;
    if (log_walk_is_chosen(walk))
        return SLICE_TIME_CHOSEN;
    if (walk->table->growth->rows == PRUNE_BUT_NEWEST)
        return SLICE_TIME_BUT_NEWEST;
    return is_instant ? SLICE_TIME_INSTANT : SLICE_TIME;
}

static bool ask_next(LogWalk *walk, Arena *arena, const char *before, int64_t limit, int slices,
                     Rows **rows, Error *error)
{
    Statement statement = log_walk_statement(walk, arena, next_statement(walk));
    SqlValue values[LOG_WALK_VALUES_MOST] = {
        {"from", walk->position},
        {"before", before},
        {"limit", arena_format(arena, "%" PRId64, limit)},
        {"scan", arena_format(arena, "%" PRId64, limit * SCAN_FACTOR)},
        {"slices", arena_format(arena, "%d", slices)},
    };

    log_walk_choose(walk, values + 5);
    return query(walk->session->server, &statement, values, rows, error);
}

/* Slices. */

/* A column to compare with "as the newest" has no slice of one instant: then all of it is meant. */
static const char *stop_of(const LogWalk *walk, Arena *arena, const char *found, bool is_instant)
{
    const char *stop = arena_copy(arena, found);
    int64_t instant;

    if (!is_instant || log_walk_time_form(walk, true) != SLICE_TIME_BUT_NEWEST ||
        !clock_parse_utc(stop, &instant, &(Error){0}))
        return stop;
    return clock_format_utc(arena, instant + 1000);
}

static LogSlice slice_of(LogWalk *walk, const Rows *rows, int row)
{
    Arena *arena = walk->ahead.arena;
    LogSlice slice = {.meant = -1, .bytes = -1, .is_end = rows_boolean(rows, row, "is_end")};

    if (slice.is_end)
        return slice;
    bool is_instant = rows_boolean(rows, row, "is_instant");
    SqlValue *values = arena_array(arena, SqlValue, LOG_WALK_VALUES_MOST);
    slice.first = arena_copy(arena, rows_text(rows, row, "first"));
    slice.last = arena_copy(arena, rows_text(rows, row, "last"));
    if (walk->only != NULL) {
        slice.meant = rows_number(rows, row, "meant");
        slice.bytes = rows_number(rows, row, "bytes");
    }
    slice.next = stop_of(walk, arena, rows_text(rows, row, "stop"), is_instant);
    /* Times that no calendar has (-infinity) would hold the walk for ever. */
    slice.is_end = !is_instant && text_equal(slice.next, slice.first);
    slice.statements = &LOG_STATEMENTS[log_walk_time_form(walk, is_instant)];
    slice.values = values;
    values[0] = (SqlValue){"from", slice.first};
    values[1] = (SqlValue){"to", slice.next};
    values[2] = (SqlValue){"limit", arena_format(arena, "%" PRId64, walk->ahead.limit)};
    if (log_walk_is_chosen(walk))
        log_walk_choose(walk, values + 3);
    return slice;
}

void log_walk_time_forget(LogWalk *walk)
{
    arena_release(&walk->ahead.arena);
    walk->ahead = (SlicesAhead){0};
}

static void keep_slices(LogWalk *walk, int64_t limit, const Rows *rows)
{
    log_walk_time_forget(walk);
    walk->ahead = (SlicesAhead){
        .arena = arena_new(),
        .limit = limit,
        .asked_us = clock_monotonic_us(),
    };
    for (int row = 0; row < rows_count(rows); row++)
        list_add(walk->ahead.arena, &walk->ahead.slices, slice_of(walk, rows, row));
}

static bool look_ahead(LogWalk *walk, Arena *arena, int64_t limit, Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;
    const char *before =
        log_walk_is_by_day(walk) ? arena_format(arena, "%s ", walk->day.day) : walk->day.to;

    if (!ask_next(walk, arena, before, limit, SLICES_AHEAD, &rows, error))
        return false;
    keep_slices(walk, limit, rows);
    return true;
}

/* As large as is wanted now, and not too long ago. */
static bool is_good(const SlicesAhead *ahead, int64_t limit)
{
    return ahead->at < ahead->slices.count && ahead->limit <= limit && limit < 2 * ahead->limit &&
           clock_monotonic_us() - ahead->asked_us < AHEAD_FOR_US;
}

const SqlValue *log_walk_ahead(LogWalk *walk, int64_t limit)
{
    SlicesAhead *ahead = &walk->ahead;

    walk->wanted = limit;
    ahead->is_used = is_good(ahead, limit);
    return ahead->is_used ? ahead->slices.items[ahead->at].values : NULL;
}

/* Whether the statement that found a slice has set all that a COPY of it needs: not which requests
 * are meant, nor another end than its own (see stop_of). */
static bool has_settings(const LogWalk *walk)
{
    return !log_walk_is_chosen(walk) && walk->table->growth->rows != PRUNE_BUT_NEWEST;
}

bool log_walk_time_slice(LogWalk *walk, Arena *arena, int64_t limit, LogSlice *slice, Error *error)
{
    SlicesAhead *ahead = &walk->ahead;

    if (!ahead->is_used && !look_ahead(walk, arena, limit, error))
        return false;
    *slice = ahead->slices.items[ahead->at];
    return ahead->is_used || slice->is_end || has_settings(walk) ||
           copy_values(walk->session->server, slice->values, error);
}

bool log_walk_time_advance(LogWalk *walk, const LogSlice *slice)
{
    walk->ahead.at++;
    log_walk_set_position(walk, slice->next);
    return !log_walk_is_by_day(walk) && strcmp(walk->position, walk->day.to) >= 0;
}

/* Days. */

static const char *start_of_next(LogWalk *walk, Arena *arena)
{
    if (walk->day.day == NULL)
        return log_walk_is_by_day(walk) ? "" : log_walk_since(walk);
    return log_walk_is_by_day(walk) ? arena_format(arena, "%s ", walk->day.day) : walk->day.to;
}

/* Its slices may come with it, when it is known how large they should be. */
static bool ask_day(LogWalk *walk, Arena *arena, Rows **rows, Error *error)
{
    bool is_ahead = next_statement(walk) == &SQL_SERVER_LOGS_NEXT_TIME && walk->wanted > 0;
    int64_t limit = is_ahead ? walk->wanted : 1;

    log_walk_time_forget(walk);
    if (!ask_next(walk, arena, log_walk_cutoff(walk, arena), limit, is_ahead ? SLICES_AHEAD : 1,
                  rows, error))
        return false;
    if (is_ahead)
        keep_slices(walk, limit, *rows);
    return true;
}

bool log_walk_time_next_day(LogWalk *walk, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Rows *rows CLEANUP(rows_release) = NULL;

    log_walk_set_position(walk, start_of_next(walk, arena));
    if (!transaction_begin(walk->session->server, &(TransactionOptions){.kind = TRANSACTION_READ},
                           error))
        return false;
    bool is_found = ask_day(walk, arena, &rows, error);
    transaction_rollback(walk->session->server);
    if (!is_found)
        return false;

    arena_release(&walk->day_arena);
    walk->day_arena = arena_new();
    walk->day = (LogDay){0};
    if (rows_boolean(rows, 0, "is_end"))
        return true;
    const char *first = rows_text(rows, 0, "first");
    log_walk_set_day(walk, log_walk_is_by_day(walk) ? first : log_day(arena, first));
    log_walk_set_position(walk, first);
    return true;
}
