#include "admin/restore_time.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "litellm/growing_tables.h"

typedef struct {
    size_t column;
    AgeForm form;
    const char *since; /* as the column writes it; NULL: no limit */
    const char *before;
    double since_epoch;
    double before_epoch;
} TimeLimit;

/* Texts of years 1 to 9999 compare as their times do; others lie outside. */
static int compare(const char *value, const char *limit)
{
    if (*value == '-' || text_ends_with(value, " BC"))
        return -1;
    if (!isdigit((unsigned char) *value) || strspn(value, "0123456789") > 4)
        return 1;
    return strcmp(value, limit);
}

static bool is_within(const TimeLimit *limit, const char *value)
{
    if (limit->form != AGE_EPOCH)
        return (limit->since == NULL || compare(value, limit->since) >= 0) &&
               (limit->before == NULL || compare(value, limit->before) < 0);
    double epoch = strtod(value, NULL);
    return (limit->since == NULL || epoch >= limit->since_epoch) &&
           (limit->before == NULL || epoch < limit->before_epoch);
}

/* Without a time a row is of no time. */
static bool wants(const SheetRow *row, void *context)
{
    const TimeLimit *limit = context;
    const char *value = row->values[limit->column];

    return value != NULL && is_within(limit, value);
}

static bool set_limit(const char *instant, AgeForm form, const char **text, double *epoch,
                      Arena *arena, Error *error)
{
    enum { DATE_LENGTH = 10, MICROSECONDS = 1000000 };
    int64_t microseconds;

    if (instant == NULL)
        return true;
    if (!clock_parse_utc(instant, &microseconds, error))
        return false;
    *text = clock_format_utc(arena, microseconds);
    if (form == AGE_DATE_TEXT)
        *text = arena_copy_span(arena, *text, DATE_LENGTH);
    *epoch = (double) microseconds / MICROSECONDS;
    return true;
}

bool restore_time_limit(Arena *arena, const RestoreRequest *request, RestoreTable *table,
                        bool *is_limited, Error *error)
{
    const GrowingTable *growing = growing_table(table->source->name);
    TimeLimit *limit = arena_alloc(arena, sizeof *limit);
    const char *name = growing == NULL ? NULL : growing->time_column;

    *is_limited = false;
    while (name != NULL && table->header[limit->column] != NULL &&
           strcmp(table->header[limit->column], name) != 0)
        limit->column++;
    if (name == NULL || table->header[limit->column] == NULL)
        return true;
    limit->form = growing->form;
    *is_limited = true;
    table->filter = wants;
    table->filter_context = limit;
    return set_limit(request->since, limit->form, &limit->since, &limit->since_epoch, arena,
                     error) &&
           set_limit(request->before, limit->form, &limit->before, &limit->before_epoch, arena,
                     error);
}
