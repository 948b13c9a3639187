#include "operation/costs.h"

#include <math.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>

#include "base/list.h"
#include "base/text.h"

typedef LIST(LedgerLine *) Lines;

struct Costs {
    Arena *arena;
    void *tree; /* of lines */
    Lines lines;
    LIST(LedgerLine) sorted;
    int64_t requests;
    double spend;
};

Costs *costs_new(void)
{
    Costs *costs = calloc(1, sizeof *costs);

    if (costs == NULL)
        arena_exhausted();
    costs->arena = arena_new();
    return costs;
}

static int compare(const void *left, const void *right)
{
    const LedgerLine *a = left, *b = right;
    int order = strcmp(a->day, b->day);

    if (order == 0)
        order = strcmp(a->team_id, b->team_id);
    if (order == 0)
        order = strcmp(a->user_id, b->user_id);
    if (order == 0)
        order = strcmp(a->api_key, b->api_key);
    return order == 0 ? strcmp(a->model, b->model) : order;
}

/* The nodes are the library's. */
static void forget_tree(Costs *costs)
{
    for (size_t at = 0; at < costs->lines.count; at++)
        tdelete(costs->lines.items[at], &costs->tree, compare);
}

void costs_clear(Costs *costs)
{
    forget_tree(costs);
    arena_release(&costs->arena);
    *costs = (Costs){.arena = arena_new()};
}

void costs_release(Costs **costs)
{
    if (*costs == NULL)
        return;
    forget_tree(*costs);
    arena_release(&(*costs)->arena);
    free(*costs);
    *costs = NULL;
}

static const char *id(const char *text)
{
    return text == NULL ? "" : text;
}

/* What tells lines apart; its texts are those of the line given. */
static LedgerLine key_of(const LedgerLine *line)
{
    return (LedgerLine){
        .day = id(line->day),
        .team_id = id(line->team_id),
        .user_id = id(line->user_id),
        .api_key = id(line->api_key),
        .model = id(line->model),
    };
}

/* A line of nothing yet, for what differs from all before. */
static LedgerLine *new_line(Costs *costs, const LedgerLine *key)
{
    LedgerLine *line = arena_alloc(costs->arena, sizeof *line);

    *line = (LedgerLine){
        .day = arena_copy(costs->arena, key->day),
        .team_id = arena_copy(costs->arena, key->team_id),
        .user_id = arena_copy(costs->arena, key->user_id),
        .api_key = arena_copy(costs->arena, key->api_key),
        .model = arena_copy(costs->arena, key->model),
    };
    if (tsearch(line, &costs->tree, compare) == NULL)
        arena_exhausted();
    list_add(costs->arena, &costs->lines, line);
    return line;
}

/* One request that cost "not a number" must not take the sum of all others with it. */
static double money(double spend)
{
    return isfinite(spend) ? spend : 0;
}

void costs_add(Costs *costs, const LedgerLine *added)
{
    LedgerLine key = key_of(added);
    LedgerLine *const *found = tfind(&key, &costs->tree, compare);
    LedgerLine *line = found == NULL ? new_line(costs, &key) : *found;

    line->requests += added->requests;
    line->prompt_tokens += added->prompt_tokens;
    line->completion_tokens += added->completion_tokens;
    line->total_tokens += added->total_tokens;
    line->spend += money(added->spend);
    costs->requests += added->requests;
    costs->spend += money(added->spend);
}

int64_t costs_add_sums(Costs *costs, const Rows *rows, const char *day)
{
    int64_t requests = 0;

    for (int row = 0; row < rows_count(rows); row++) {
        LedgerLine line = {
            .day = day,
            .team_id = rows_text(rows, row, "team_id"),
            .user_id = rows_text(rows, row, "user_id"),
            .api_key = rows_text(rows, row, "api_key"),
            .model = rows_text(rows, row, "model"),
            .requests = rows_number(rows, row, "requests"),
            .prompt_tokens = rows_number(rows, row, "prompt_tokens"),
            .completion_tokens = rows_number(rows, row, "completion_tokens"),
            .total_tokens = rows_number(rows, row, "total_tokens"),
            .spend = rows_real(rows, row, "spend"),
        };
        costs_add(costs, &line);
        requests += line.requests;
    }
    return requests;
}

void costs_add_all(Costs *costs, const Costs *others)
{
    for (size_t at = 0; at < others->lines.count; at++)
        costs_add(costs, others->lines.items[at]);
}

size_t costs_count(const Costs *costs)
{
    return costs->lines.count;
}

int64_t costs_requests(const Costs *costs)
{
    return costs->requests;
}

double costs_spend(const Costs *costs)
{
    return costs->spend;
}

const LedgerLine *costs_lines(Costs *costs, size_t *count)
{
    costs->sorted.count = 0;
    for (size_t at = 0; at < costs->lines.count; at++)
        list_add(costs->arena, &costs->sorted, *costs->lines.items[at]);
    if (costs->sorted.count > 0)
        qsort(costs->sorted.items, costs->sorted.count, sizeof *costs->sorted.items, compare);
    *count = costs->sorted.count;
    return costs->sorted.items;
}

Document *costs_document(Costs *costs)
{
    Document *array = document_array();
    size_t count;
    const LedgerLine *lines = costs_lines(costs, &count);

    for (const LedgerLine *line = lines; line < lines + count; line++) {
        Document *fields = document_add_array(array);
        document_add_text(fields, line->day);
        document_add_text(fields, line->team_id);
        document_add_text(fields, line->user_id);
        document_add_text(fields, line->api_key);
        document_add_text(fields, line->model);
        document_add_number(fields, line->requests);
        document_add_number(fields, line->prompt_tokens);
        document_add_number(fields, line->completion_tokens);
        document_add_number(fields, line->total_tokens);
        document_add_real(fields, line->spend);
    }
    return array;
}

enum { DAY, TEAM, USER, KEY, MODEL, REQUESTS, PROMPT, COMPLETION, TOTAL, SPEND, FIELD_COUNT };

static bool read_line(const Document *fields, LedgerLine *line, Error *error)
{
    if (document_count(fields) != FIELD_COUNT)
        return fail(error, OUTCOME_FILE_ERROR, "a line of costs has another number of fields");
    for (size_t at = DAY; at <= MODEL; at++)
        if (document_text(document_at(fields, at)) == NULL)
            return fail(error, OUTCOME_FILE_ERROR, "a line of costs lacks a text");
    *line = (LedgerLine){
        .day = document_text(document_at(fields, DAY)),
        .team_id = document_text(document_at(fields, TEAM)),
        .user_id = document_text(document_at(fields, USER)),
        .api_key = document_text(document_at(fields, KEY)),
        .model = document_text(document_at(fields, MODEL)),
        .requests = document_number(document_at(fields, REQUESTS)),
        .prompt_tokens = document_number(document_at(fields, PROMPT)),
        .completion_tokens = document_number(document_at(fields, COMPLETION)),
        .total_tokens = document_number(document_at(fields, TOTAL)),
        .spend = document_real(document_at(fields, SPEND)),
    };
    return true;
}

bool costs_add_document(Costs *costs, const Document *document, Error *error)
{
    for (size_t at = 0; at < document_count(document); at++) {
        LedgerLine line = {0};
        if (!read_line(document_at(document, at), &line, error))
            return false;
        costs_add(costs, &line);
    }
    return true;
}
