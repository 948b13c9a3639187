#include "admin/log_costs.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/text.h"

enum { TEAM, USER, KEY, MODEL, PROMPT, COMPLETION, TOTAL, SPEND, FIELD_COUNT };

const char *const LOG_COSTS_COLUMNS[] = {
    [TEAM] = "team_id",         [USER] = "user",
    [KEY] = "api_key",          [MODEL] = "model",
    [PROMPT] = "prompt_tokens", [COMPLETION] = "completion_tokens",
    [TOTAL] = "total_tokens",   [SPEND] = "spend",
    [FIELD_COUNT] = NULL,
};

struct LogCosts {
    Arena *arena;
    Costs *costs;
    const char *day;
    int sign;
    size_t places[FIELD_COUNT]; /* in a row, ascending */
    size_t order[FIELD_COUNT];  /* where each of the enum's comes among those */
    Text *picked;               /* those fields of a row */
    SheetReader *reader;
};

static bool counts(const char *column, size_t *field)
{
    *field = 0;
    while (*field < FIELD_COUNT && strcmp(LOG_COSTS_COLUMNS[*field], column) != 0)
        ++*field;
    return *field < FIELD_COUNT;
}

static void find_places(LogCosts *costs, const char *const *columns)
{
    const char *heads[FIELD_COUNT];
    size_t count = 0, field;

    for (size_t place = 0; columns[place] != NULL; place++)
        if (counts(columns[place], &field)) {
            heads[count] = columns[place];
            costs->places[count] = place;
            costs->order[field] = count++;
        }
    assert(count == FIELD_COUNT);
    sheet_add_row(costs->picked, heads, NULL, count, SHEET_QUOTE_NEEDED);
}

static int64_t number(const char *text)
{
    return text == NULL ? 0 : strtoll(text, NULL, 10);
}

static bool add_row(const SheetRow *row, void *context, Error *error)
{
    const LogCosts *costs = context;
    const char *values[FIELD_COUNT];

    for (size_t field = 0; field < FIELD_COUNT; field++)
        values[field] = row->values[costs->order[field]];
    LedgerLine line = {
        .day = costs->day,
        .team_id = values[TEAM],
        .user_id = values[USER],
        .api_key = values[KEY],
        .model = values[MODEL],
        .requests = costs->sign,
        .prompt_tokens = costs->sign * number(values[PROMPT]),
        .completion_tokens = costs->sign * number(values[COMPLETION]),
        .total_tokens = costs->sign * number(values[TOTAL]),
        .spend = values[SPEND] == NULL ? 0 : costs->sign * strtod(values[SPEND], NULL),
    };

    (void) error;
    costs_add(costs->costs, &line);
    return true;
}

LogCosts *log_costs_new(const char *const *columns, Costs *costs)
{
    Arena *arena = arena_new();
    LogCosts *made = arena_alloc(arena, sizeof *made);
    Error error = {0};

    *made = (LogCosts){.arena = arena, .costs = costs, .picked = text_new(arena)};
    made->reader = sheet_reader_new("rows of the server", NULL, add_row, made);
    find_places(made, columns);
    bool is_read = sheet_reader_feed(made->reader, text_value(made->picked),
                                     text_length(made->picked), &error);
    assert(is_read);
    (void) is_read;
    return made;
}

void log_costs_release(LogCosts **costs)
{
    if (*costs == NULL)
        return;
    Arena *arena = (*costs)->arena;
    sheet_reader_release(&(*costs)->reader);
    arena_release(&arena);
    *costs = NULL;
}

void log_costs_begin(LogCosts *costs, const char *day, int sign)
{
    costs->day = day;
    costs->sign = sign;
}

/* As they stand in the row, quotes included. */
static void pick(LogCosts *costs, const char *row, size_t size)
{
    size_t field = 0, from = 0;
    bool is_quoted = false;

    text_clear(costs->picked);
    for (size_t at = 0; at < FIELD_COUNT && from <= size; field++) {
        size_t length = sheet_find(row + from, size - from, ',', &is_quoted);
        if (field == costs->places[at]) {
            at++;
            text_add_span(costs->picked, row + from, length);
            text_add_char(costs->picked, at < FIELD_COUNT ? ',' : '\n');
        }
        from += length + 1;
    }
}

bool log_costs_take_row(void *context, const char *row, size_t size, Error *error)
{
    LogCosts *costs = context;

    if (costs->sign == 0)
        return true;
    pick(costs, row, size - 1); /* without its line end */
    return sheet_reader_feed(costs->reader, text_value(costs->picked), text_length(costs->picked),
                             error);
}
