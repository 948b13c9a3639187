/* log_walk_pages.c - a walk by pages, for tables without an index on their time. */
#include "admin/log_walk_internal.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "build/sql.h"
#include "server/copy.h"
#include "server/query.h"
#include "server/transaction.h"

enum { READ_TIMEOUT_MS = 30 * 60 * 1000 }; /* for the one scan where no index helps */

/* Days. */

static bool read_pages(LogWalk *walk, Error *error)
{
    bool is_epoch = walk->table->growth->form == AGE_EPOCH;
    Statement statement = log_walk_statement(walk, walk->arena,
                                             is_epoch ? &SQL_SERVER_LOGS_DAYS_OF_PAGES_EPOCH
                                                      : &SQL_SERVER_LOGS_DAYS_OF_PAGES);
    TransactionOptions options = {
        .kind = TRANSACTION_READ,
        .statement_timeout_ms = READ_TIMEOUT_MS,
    };
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!transaction_begin(walk->session->server, &options, error))
        return false;
    bool is_read = query(walk->session->server, &statement, SQL_VALUES({"before", walk->before}),
                         &rows, error);
    transaction_rollback(walk->session->server);
    if (!is_read)
        return false;
    for (int row = 0; row < rows_count(rows); row++)
        list_add(walk->arena, &walk->pages,
                 ((PageDay){
                     arena_copy(walk->arena, rows_text(rows, row, "day")),
                     rows_number(rows, row, "first_page"),
                     rows_number(rows, row, "last_page"),
                     rows_number(rows, row, "row_count"),
                 }));
    walk->has_pages = true;
    return true;
}

bool log_walk_pages_next_day(LogWalk *walk, Error *error)
{
    if (!walk->has_pages && !read_pages(walk, error))
        return false;
    while (walk->page_day < walk->pages.count &&
           strcmp(log_walk_end_of(walk->arena, walk->pages.items[walk->page_day].day),
                  log_walk_since(walk)) <= 0)
        walk->page_day++;
    if (walk->page_day == walk->pages.count) {
        walk->day = (LogDay){0};
        return true;
    }
    const PageDay *day = &walk->pages.items[walk->page_day++];
    log_walk_set_day(walk, day->day);
    walk->next_page = day->first_page;
    return true;
}

/* Slices. */

/* So many pages that they hold about as many rows of the day. */
static int64_t pages_for(const PageDay *day, int64_t rows)
{
    int64_t pages = day->last_page - day->first_page + 1;
    double share = (double) rows / (double) (day->rows > 0 ? day->rows : 1);
    double wanted = share * (double) pages;

    return wanted < 1 ? 1 : wanted > (double) pages ? pages : (int64_t) wanted;
}

SliceForm log_walk_pages_form(const LogWalk *walk)
{
    if (walk->table->growth->form == AGE_EPOCH)
        return SLICE_PAGES_EPOCH;
    if (log_walk_is_chosen(walk))
        return SLICE_PAGES_CHOSEN;
    return walk->table->growth->rows == PRUNE_SESSIONS ? SLICE_PAGES_SESSIONS : SLICE_PAGES;
}

bool log_walk_pages_slice(LogWalk *walk, Arena *arena, int64_t rows, LogSlice *slice, Error *error)
{
    const PageDay *day = &walk->pages.items[walk->page_day - 1];
    SqlValue *values = arena_array(arena, SqlValue, LOG_WALK_VALUES_MOST);

    slice->is_end = walk->next_page > day->last_page;
    if (slice->is_end)
        return true;
    slice->next_page = walk->next_page + pages_for(day, rows);
    slice->statements = &LOG_STATEMENTS[log_walk_pages_form(walk)];
    slice->values = values;
    values[0] = (SqlValue){"first_page", arena_format(arena, "(%" PRId64 ",0)", walk->next_page)};
    values[1] = (SqlValue){"last_page", arena_format(arena, "(%" PRId64 ",0)", slice->next_page)};
    values[2] = (SqlValue){"from", walk->day.from};
    values[3] = (SqlValue){"to", walk->day.to};
    values[4] = (SqlValue){"now", walk->now};
    values[5] = (SqlValue){"limit", arena_format(arena, "%" PRId64, rows)};
    log_walk_choose(walk, values + 6);
    return copy_values(walk->session->server, values, error);
}
