#include "admin/log_size.h"

#include <stdlib.h>
#include <string.h>

#include "admin/log_statements.h"
#include "admin/log_table.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "build/sql.h"
#include "server/query.h"
#include "server/transaction.h"

enum {
    SMALL_BYTES = 16 * 1024 * 1024, /* read in some 20 ms */
    GROWTH_DAYS = 7,
    READ_TIMEOUT_MS = 20 * 1000,
};

static const int64_t DAY_US = INT64_C(24) * 3600 * 1000 * 1000;

int64_t log_size_bytes(const LogSize *size)
{
    return size->heap_bytes + size->toast_bytes + size->index_bytes;
}

/* Rows of a time. */

static Statement statement_of(Session *session, Arena *arena, const LogSize *size,
                              const SqlText *sql)
{
    const SqlNames names[] = {
        SQL_NAME("table", size->table->name),
        SQL_NAME("time", size->growth->time_column),
        {0},
    };

    return statement_make(arena, sql,
                          &(StatementContext){.catalog = session->catalog, .names = names});
}

static SliceForm form_of(const LogSize *size)
{
    if (size->growth->form == AGE_EPOCH)
        return SLICE_PAGES_EPOCH;
    return size->growth->form == AGE_DATE_TEXT ? SLICE_DAY : SLICE_TIME;
}

static bool is_small(const LogSize *size)
{
    return size->heap_bytes <= SMALL_BYTES;
}

/* [{"Plan": {"Plan Rows": 123, ...}, ...}] */
static bool read_estimate(const char *text, double *rows, Error *error)
{
    Document *document CLEANUP(document_release) = NULL;

    if (!document_parse(text, strlen(text), &document, error))
        return false;
    const Document *plan = document_find(document_at(document, 0), "Plan");
    if (!document_get_real(plan, "Plan Rows", rows, error))
        return false;
    if (*rows <= 1) /* it never says none */
        *rows = 0;
    return true;
}

static const char *bound_of(Arena *arena, const LogSize *size, const char *instant)
{
    bool is_day = size->growth->form == AGE_DATE_TEXT;

    if (instant == NULL)
        return is_day ? "" : "-infinity";
    return is_day ? log_day(arena, instant) : instant;
}

bool log_size_rows(Session *session, const LogSize *size, const char *from, const char *to,
                   bool *is_known, double *rows, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const LogStatements *statements = &LOG_STATEMENTS[form_of(size)];
    const SqlText *sql = is_small(size) ? statements->count : statements->estimate;
    Rows *found CLEANUP(rows_release) = NULL;

    *rows = 0;
    *is_known = is_small(size) || (size->was_analysed && sql != NULL);
    if (!*is_known)
        return true;
    Statement statement = statement_of(session, arena, size, sql);
    if (!query(session->server, &statement,
               SQL_VALUES({"from", bound_of(arena, size, from)}, {"to", bound_of(arena, size, to)},
                          {"first_page", "(0,0)"}, {"last_page", "(4294967295,0)"}, {"most", NULL}),
               &found, error))
        return false;
    if (!is_small(size))
        return read_estimate(rows_value(found, 0, 0), rows, error);
    *rows = rows_real(found, 0, "row_count");
    return true;
}

/* One table. */

/* Seconds since 1970 are shown as the other times are. */
static const char *time_text(Arena *arena, const LogSize *size, const char *value)
{
    if (value == NULL || size->growth->form != AGE_EPOCH)
        return arena_copy(arena, value);
    return clock_format_utc(arena, (int64_t) (strtod(value, NULL) * 1e6));
}

static bool read_span(Session *session, LogSize *size, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!size->has_index && !is_small(size))
        return true;
    Statement statement = statement_of(session, arena, size, &SQL_SERVER_SIZE_SPAN);
    if (!query(session->server, &statement, SQL_NO_VALUES, &rows, error))
        return false;
    size->oldest = time_text(session->arena, size, rows_text(rows, 0, "oldest"));
    size->newest = time_text(session->arena, size, rows_text(rows, 0, "newest"));
    return true;
}

/* A table younger than a week grew in the days that it has. */
static double days_of_growth(Arena *arena, const LogSize *size, int64_t now)
{
    const char *oldest = size->oldest;
    int64_t began;

    if (oldest != NULL && size->growth->form == AGE_DATE_TEXT)
        oldest = arena_format(arena, "%s 00:00:00", oldest);
    if (oldest == NULL || !clock_parse_utc(oldest, &began, &(Error){0}))
        return GROWTH_DAYS;
    double days = (double) (now - began) / (double) DAY_US;
    return days < 1 ? 1 : days > GROWTH_DAYS ? GROWTH_DAYS : days;
}

static bool read_growth(Session *session, int64_t now, LogSize *size, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char *from = clock_format_utc(arena, now - GROWTH_DAYS * DAY_US);
    double recent;

    if (!log_size_rows(session, size, from, clock_format_utc(arena, now), &size->has_growth,
                       &recent, error))
        return false;
    if (!size->has_growth)
        return true;
    double total = (double) log_size_bytes(size);
    size->rows_per_day = recent / days_of_growth(arena, size, now);
    size->bytes_per_day = size->rows > 0 ? size->rows_per_day * total / size->rows : 0;
    size->days_until_double = size->bytes_per_day > 0 ? total / size->bytes_per_day : 0;
    return true;
}

static bool read_table(Session *session, int64_t now, LogSize *size, Error *error)
{
    bool has_time =
        size->growth->form != AGE_NONE && catalog_column(size->table, size->growth->time_column);

    return !has_time || size->heap_bytes == 0 ||
           (read_span(session, size, error) && read_growth(session, now, size, error));
}

/* All of them. */

static LogSize size_of(Session *session, const Rows *rows, int row)
{
    const char *name = rows_text(rows, row, "table_name");

    return (LogSize){
        .growth = growing_table(name),
        .table = catalog_table(session->catalog, name),
        .has_index = rows_boolean(rows, row, "has_index"),
        .was_analysed = rows_boolean(rows, row, "was_analysed"),
        .rows = rows_real(rows, row, "row_count"),
        .dead_rows = rows_number(rows, row, "dead_rows"),
        .heap_bytes = rows_number(rows, row, "heap_bytes"),
        .toast_bytes = rows_number(rows, row, "toast_bytes"),
        .index_bytes = rows_number(rows, row, "index_bytes"),
        .last_vacuum = arena_copy(session->arena, rows_text(rows, row, "last_vacuum")),
    };
}

static bool read_tables(Session *session, LogSizes *sizes, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Statement statement = statement_make(arena, &SQL_SERVER_SIZE_TABLES, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;
    Words names = {0}, times = {0};

    for (const GrowingTable *growth = GROWING_TABLES; growth->table != NULL; growth++)
        if (catalog_table(session->catalog, growth->table) != NULL) {
            list_add(arena, &names, growth->table);
            list_add(arena, &times, growth->time_column == NULL ? "" : growth->time_column);
        }
    list_add(arena, &names, NULL);
    list_add(arena, &times, NULL);
    if (!query(session->server, &statement,
               SQL_VALUES({"tables", query_text_array(arena, names.items)},
                          {"times", query_text_array(arena, times.items)}),
               &rows, error))
        return false;
    for (int row = 0; row < rows_count(rows); row++)
        list_add(session->arena, sizes, size_of(session, rows, row));
    return true;
}

/* Empty ones in the order of their names. */
static int by_bytes(const void *left, const void *right)
{
    const LogSize *one = left, *other = right;
    int64_t difference = log_size_bytes(other) - log_size_bytes(one);

    if (difference != 0)
        return difference > 0 ? 1 : -1;
    return strcmp(one->table->name, other->table->name);
}

static bool read_all(Session *session, int64_t now, LogSizes *sizes, Error *error)
{
    if (!read_tables(session, sizes, error))
        return false;
    for (size_t at = 0; at < sizes->count; at++)
        if (!read_table(session, now, &sizes->items[at], error))
            return false;
    return true;
}

bool log_sizes_read(Session *session, int64_t now, LogSizes *sizes, Error *error)
{
    TransactionOptions options = {
        .kind = TRANSACTION_READ,
        .statement_timeout_ms = READ_TIMEOUT_MS,
    };

    *sizes = (LogSizes){0};
    if (!transaction_begin(session->server, &options, error))
        return false;
    bool is_read = read_all(session, now, sizes, error);
    transaction_rollback(session->server);
    if (sizes->count > 0)
        qsort(sizes->items, sizes->count, sizeof *sizes->items, by_bytes);
    return is_read;
}
