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
    size_t fields[FIELD_COUNT]; /* which of the enum's stands in each of those */
    Text *picked;               /* their values in a row, each with a zero byte behind it */
    Text *rest;                 /* of a row whose end has not come yet */
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
    size_t count = 0, field;

    for (size_t place = 0; columns[place] != NULL; place++)
        if (counts(columns[place], &field)) {
            rows->places[count] = place;
            rows->fields[count++] = field;
        }
    assert(count == FIELD_COUNT);
}

CostRows *cost_rows_new(const char *name, const char *const *columns, Costs *costs)
{
    Arena *arena = arena_new();
    CostRows *rows = arena_alloc(arena, sizeof *rows);

    *rows = (CostRows){
        .arena = arena,
        .name = name,
        .costs = costs,
        .picked = text_new(arena),
        .rest = text_new(arena),
    };
    find_places(rows, columns);
    return rows;
}

void cost_rows_release(CostRows **rows)
{
    if (*rows == NULL)
        return;
    Arena *arena = (*rows)->arena;
    arena_release(&arena);
    *rows = NULL;
}

void cost_rows_begin(CostRows *rows, const char *day, int sign)
{
    rows->day = day;
    rows->sign = sign;
}

/* Where the values begin among what was picked; NULLs have none. */
typedef struct {
    size_t from[FIELD_COUNT];
    bool is_null[FIELD_COUNT];
} Values;

/* False when there are not so many fields. */
static bool pick(CostRows *rows, const char *row, size_t size, Values *values)
{
    size_t place = 0, from = 0, at = 0;
    bool is_quoted = false;

    text_clear(rows->picked);
    for (; at < FIELD_COUNT && from <= size; place++) {
        size_t length = sheet_find(row + from, size - from, ',', &is_quoted);
        if (place == rows->places[at]) {
            size_t field = rows->fields[at++];
            values->from[field] = text_length(rows->picked);
            values->is_null[field] = length == 0;
            sheet_unquote(rows->picked, row + from, length);
            text_add_char(rows->picked, '\0');
        }
        from += length + 1;
    }
    return at == FIELD_COUNT;
}

static int64_t number(const char *text)
{
    return text == NULL ? 0 : strtoll(text, NULL, 10);
}

static void add(const CostRows *rows, const char *const *values)
{
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

    costs_add(rows->costs, &line);
}

bool cost_rows_take(CostRows *rows, const char *row, size_t size, Error *error)
{
    const char *texts[FIELD_COUNT];
    Values values;

    if (rows->sign == 0)
        return true;
    if (!pick(rows, row, size - 1, &values)) /* without its line end */
        return fail(error, OUTCOME_FILE_ERROR, "a row of \"%s\" has too few fields", rows->name);
    for (size_t at = 0; at < FIELD_COUNT; at++)
        texts[at] = values.is_null[at] ? NULL : text_value(rows->picked) + values.from[at];
    add(rows, texts);
    return true;
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
