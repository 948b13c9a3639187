#include "admin/log_walk.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "admin/log_walk_internal.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "build/sql.h"
#include "server/query.h"

static const char EARLIEST[] = "-infinity";

LogWalk *log_walk_new(Session *session, const LogTable *table, const LogFilter *filter,
                      const char *before, const char *now)
{
    Arena *arena = arena_new();
    LogWalk *walk = arena_alloc(arena, sizeof *walk);

    *walk = (LogWalk){
        .arena = arena,
        .session = session,
        .table = table,
        .filter = filter,
        .before = before,
        .now = now,
        .day_arena = arena_new(),
    };
    return walk;
}

void log_walk_only(LogWalk *walk, const LogOnly *only)
{
    walk->only = only;
}

void log_walk_release(LogWalk **walk)
{
    if (*walk == NULL)
        return;
    Arena *arena = (*walk)->arena;
    log_walk_time_forget(*walk);
    arena_release(&(*walk)->day_arena);
    arena_release(&arena);
    *walk = NULL;
}

Statement log_walk_statement(LogWalk *walk, Arena *arena, const SqlText *sql)
{
    const CatalogTable *table = walk->table->table;
    const SqlNames names[] = {
        SQL_NAME("table", table->name),
        SQL_NAME("time", walk->table->growth->time_column),
        {"columns", catalog_written_columns(walk->table->table, arena)},
        {"key", table->key},
        {"rewritten", walk->only == NULL ? NULL : walk->only->columns},
        {0},
    };
    StatementContext context = {.catalog = walk->session->catalog, .names = names};

    return statement_make(arena, sql, &context);
}

void log_walk_set_position(LogWalk *walk, const char *position)
{
    snprintf(walk->position, sizeof walk->position, "%s", position);
}

bool log_walk_is_by_day(const LogWalk *walk)
{
    return walk->table->form == WALK_DAY;
}

const char *log_walk_since(const LogWalk *walk)
{
    return walk->only != NULL && walk->only->since != NULL ? walk->only->since : EARLIEST;
}

void log_walk_choose(const LogWalk *walk, SqlValue *values)
{
    log_filter_values(walk->filter, values);
    values += LOG_FILTER_VALUES;
    for (const SqlValue *more = walk->only == NULL ? SQL_NO_VALUES : walk->only->values;
         more->name != NULL; more++)
        *values++ = *more;
}

bool log_walk_is_chosen(const LogWalk *walk)
{
    return walk->only != NULL ||
           (!walk->filter->is_all && text_equal(walk->table->table->name, SPEND_LOGS));
}

const char *log_walk_cutoff(const LogWalk *walk, Arena *arena)
{
    return log_walk_is_by_day(walk) ? log_day(arena, walk->before) : walk->before;
}

/* Days. */

static const char *earlier(const char *left, const char *right)
{
    return strcmp(left, right) < 0 ? left : right;
}

static const char *later(const char *left, const char *right)
{
    return strcmp(left, right) > 0 ? left : right;
}

const char *log_walk_end_of(Arena *arena, const char *day)
{
    int64_t instant = 0;

    clock_parse_utc(arena_format(arena, "%s 00:00:00", day), &instant, &(Error){0});
    return clock_format_utc(arena, instant + INT64_C(86400) * 1000 * 1000);
}

void log_walk_set_day(LogWalk *walk, const char *day)
{
    Arena *arena = walk->day_arena;

    walk->day = (LogDay){
        .day = arena_copy(arena, day),
        .from = later(arena_format(arena, "%s 00:00:00", day), log_walk_since(walk)),
        .to = earlier(log_walk_end_of(arena, day), walk->before),
    };
}

/* Both. */

bool log_walk_next_day(LogWalk *walk, LogDay *day, Error *error)
{
    bool is_found = walk->table->form == WALK_PAGES ? log_walk_pages_next_day(walk, error)
                                                    : log_walk_time_next_day(walk, error);

    *day = walk->day;
    return is_found;
}

bool log_walk_slice(LogWalk *walk, Arena *arena, int64_t rows, LogSlice *slice, Error *error)
{
    *slice = (LogSlice){.meant = -1, .bytes = -1};
    return walk->table->form == WALK_PAGES ? log_walk_pages_slice(walk, arena, rows, slice, error)
                                           : log_walk_time_slice(walk, arena, rows, slice, error);
}

bool log_walk_advance(LogWalk *walk, const LogSlice *slice)
{
    if (slice->is_end)
        return true;
    if (walk->table->form == WALK_PAGES) {
        walk->next_page = slice->next_page;
        return walk->next_page > walk->pages.items[walk->page_day - 1].last_page;
    }
    return log_walk_time_advance(walk, slice);
}

/* Counting. */

const SqlValue *log_values(Arena *arena, const SqlValue *values, SqlValue value)
{
    SqlValue *more = arena_array(arena, SqlValue, LOG_WALK_VALUES_MOST + 1);
    size_t count = 0;

    for (; values[count].name != NULL; count++)
        more[count] = values[count];
    more[count] = value;
    return more;
}

static SliceForm whole_form(const LogWalk *walk)
{
    return walk->table->form == WALK_PAGES ? log_walk_pages_form(walk)
                                           : log_walk_time_form(walk, false);
}

void log_walk_whole(LogWalk *walk, Arena *arena, LogSlice *slice)
{
    SqlValue *values = arena_array(arena, SqlValue, LOG_WALK_VALUES_MOST);

    values[0] = (SqlValue){"from", log_walk_is_by_day(walk) ? "" : log_walk_since(walk)};
    values[1] = (SqlValue){"to", log_walk_cutoff(walk, arena)};
    values[2] = (SqlValue){"first_page", "(0,0)"};
    values[3] = (SqlValue){"last_page", arena_format(arena, "(%" PRIu32 ",0)", UINT32_MAX)};
    values[4] = (SqlValue){"now", walk->now};
    log_walk_choose(walk, values + 5);
    *slice = (LogSlice){.statements = &LOG_STATEMENTS[whole_form(walk)], .values = values};
}

bool log_walk_count(LogWalk *walk, int64_t most, int64_t *count, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Rows *rows CLEANUP(rows_release) = NULL;
    LogSlice whole;

    log_walk_whole(walk, arena, &whole);
    Statement statement = log_walk_statement(walk, arena, whole.statements->count);
    const SqlValue *values =
        log_values(arena, whole.values, (SqlValue){"most", arena_format(arena, "%" PRId64, most)});
    if (!query(walk->session->server, &statement, values, &rows, error))
        return false;
    *count = rows_number(rows, 0, "row_count");
    return true;
}
