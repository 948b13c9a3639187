#include "operation/cost_rows.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/csv.h"
#include "base/text.h"

enum { TEAM, USER, KEY, MODEL, PROMPT, COMPLETION, TOTAL, SPEND, FIELD_COUNT };

const char *const COST_COLUMNS[] = {
    [TEAM] = "team_id",         [USER] = "user",
    [KEY] = "api_key",          [MODEL] = "model",
    [PROMPT] = "prompt_tokens", [COMPLETION] = "completion_tokens",
    [TOTAL] = "total_tokens",   [SPEND] = "spend",
    [FIELD_COUNT] = NULL,
};

struct CostRows {
    Arena *arena;
    const char *name;
    Costs *costs;
    const char *day;
    int sign;
    size_t places[FIELD_COUNT]; /* in a row, ascending */
    size_t order[FIELD_COUNT];  /* where each of the enum's comes among those */
    Text *picked;               /* those fields of a row */
    SheetReader *reader;
    Text *rest; /* of a row whose end has not come yet */
    bool is_quoted;
};

static bool counts(const char *column, size_t *field)
{
    *field = 0;
    while (*field < FIELD_COUNT && strcmp(COST_COLUMNS[*field], column) != 0)
        ++*field;
    return *field < FIELD_COUNT;
}

static void find_places(CostRows *rows, const char *const *columns)
{
    const char *heads[FIELD_COUNT];
    size_t count = 0, field;

    for (size_t place = 0; columns[place] != NULL; place++)
        if (counts(columns[place], &field)) {
            heads[count] = columns[place];
            rows->places[count] = place;
            rows->order[field] = count++;
        }
    assert(count == FIELD_COUNT);
    sheet_add_row(rows->picked, heads, NULL, count, SHEET_QUOTE_NEEDED);
}

static int64_t number(const char *text)
{
    return text == NULL ? 0 : strtoll(text, NULL, 10);
}

static bool add_row(const SheetRow *row, void *context, Error *error)
{
    const CostRows *rows = context;
    const char *values[FIELD_COUNT];

    for (size_t field = 0; field < FIELD_COUNT; field++)
        values[field] = row->values[rows->order[field]];
    LedgerLine line = {
        .day = rows->day,
        .team_id = values[TEAM],
        .user_id = values[USER],
        .api_key = values[KEY],
        .model = values[MODEL],
        .requests = rows->sign,
        .prompt_tokens = rows->sign * number(values[PROMPT]),
        .completion_tokens = rows->sign * number(values[COMPLETION]),
        .total_tokens = rows->sign * number(values[TOTAL]),
        .spend = values[SPEND] == NULL ? 0 : rows->sign * strtod(values[SPEND], NULL),
    };

    (void) error;
    costs_add(rows->costs, &line);
    return true;
}

CostRows *cost_rows_new(const char *name, const char *const *columns, Costs *costs)
{
    Arena *arena = arena_new();
    CostRows *rows = arena_alloc(arena, sizeof *rows);
    Error error = {0};

    *rows = (CostRows){
        .arena = arena,
        .name = name,
        .costs = costs,
        .picked = text_new(arena),
        .rest = text_new(arena),
    };
    rows->reader = sheet_reader_new(name, NULL, add_row, rows);
    find_places(rows, columns);
    bool is_read = sheet_reader_feed(rows->reader, text_value(rows->picked),
                                     text_length(rows->picked), &error);
    assert(is_read);
    (void) is_read;
    return rows;
}

void cost_rows_release(CostRows **rows)
{
    if (*rows == NULL)
        return;
    Arena *arena = (*rows)->arena;
    sheet_reader_release(&(*rows)->reader);
    arena_release(&arena);
    *rows = NULL;
}

void cost_rows_begin(CostRows *rows, const char *day, int sign)
{
    rows->day = day;
    rows->sign = sign;
}

/* As they stand in the row, quotes included; false when there are not so many. */
static bool pick(CostRows *rows, const char *row, size_t size)
{
    size_t field = 0, from = 0, at = 0;
    bool is_quoted = false;

    text_clear(rows->picked);
    for (; at < FIELD_COUNT && from <= size; field++) {
        size_t length = sheet_find(row + from, size - from, ',', &is_quoted);
        if (field == rows->places[at]) {
            at++;
            text_add_span(rows->picked, row + from, length);
            text_add_char(rows->picked, at < FIELD_COUNT ? ',' : '\n');
        }
        from += length + 1;
    }
    return at == FIELD_COUNT;
}

bool cost_rows_take(CostRows *rows, const char *row, size_t size, Error *error)
{
    if (rows->sign == 0)
        return true;
    if (!pick(rows, row, size - 1)) /* without its line end */
        return fail(error, OUTCOME_FILE_ERROR, "a row of \"%s\" has too few fields", rows->name);
    return sheet_reader_feed(rows->reader, text_value(rows->picked), text_length(rows->picked),
                             error);
}

/* The row whose last piece this is. */
static bool take_last(CostRows *rows, const char *data, size_t size, Error *error)
{
    if (text_length(rows->rest) == 0)
        return cost_rows_take(rows, data, size, error);
    text_add_span(rows->rest, data, size);
    bool is_taken = cost_rows_take(rows, text_value(rows->rest), text_length(rows->rest), error);
    text_clear(rows->rest);
    return is_taken;
}

bool cost_rows_feed(void *context, const char *data, size_t size, Error *error)
{
    CostRows *rows = context;

    while (size > 0) {
        size_t length = sheet_find(data, size, '\n', &rows->is_quoted);
        if (length == size) {
            text_add_span(rows->rest, data, size);
            return true;
        }
        if (!take_last(rows, data, length + 1, error))
            return false;
        data += length + 1;
        size -= length + 1;
    }
    return true;
}
