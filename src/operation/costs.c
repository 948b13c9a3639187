#include "operation/costs.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/list.h"
#include "base/wordset.h"

/* What tells lines apart, by the numbers of its texts. */
enum { DAY, TEAM, USER, KEY, MODEL, TEXT_COUNT };

typedef struct {
    uint32_t texts[TEXT_COUNT];
} Identity;

typedef struct {
    size_t line; /* its number */
    int64_t requests;
    int64_t prompt_tokens;
    int64_t completion_tokens;
    int64_t total_tokens;
    double spend;
} Addition;

typedef LIST(LedgerLine) Lines;

struct Costs {
    Arena *arena;
    WordSet *texts;
    WordSet *identities; /* of the lines, with the same numbers */
    Lines lines;
    LIST(Addition) additions; /* not yet kept */
    Lines sorted;
};

Costs *costs_new(void)
{
    Arena *arena = arena_new();
    Costs *costs = arena_alloc(arena, sizeof *costs);

    *costs = (Costs){
        .arena = arena,
        .texts = wordset_new(arena),
        .identities = wordset_new(arena),
    };
    return costs;
}

void costs_release(Costs **costs)
{
    if (*costs == NULL)
        return;
    Arena *arena = (*costs)->arena;
    arena_release(&arena);
    *costs = NULL;
}

static uint32_t number_of(Costs *costs, const char *text)
{
    const char *word = text == NULL ? "" : text;

    return (uint32_t) wordset_number(costs->texts, word, strlen(word));
}

/* The number of the line, which is one of nothing when it is new. */
static size_t line_of(Costs *costs, const LedgerLine *line)
{
    const Identity identity = {{
        [DAY] = number_of(costs, line->day),
        [TEAM] = number_of(costs, line->team_id),
        [USER] = number_of(costs, line->user_id),
        [KEY] = number_of(costs, line->api_key),
        [MODEL] = number_of(costs, line->model),
    }};
    const uint32_t *texts = identity.texts;
    size_t number = wordset_number(costs->identities, (const char *) texts, sizeof identity);

    if (number == costs->lines.count)
        list_add(costs->arena, &costs->lines,
                 ((LedgerLine){
                     .day = wordset_at(costs->texts, texts[DAY]),
                     .team_id = wordset_at(costs->texts, texts[TEAM]),
                     .user_id = wordset_at(costs->texts, texts[USER]),
                     .api_key = wordset_at(costs->texts, texts[KEY]),
                     .model = wordset_at(costs->texts, texts[MODEL]),
                 }));
    return number;
}

/* One request that cost "not a number" must not take the sum of all others with it. */
static double money(double spend)
{
    return isfinite(spend) ? spend : 0;
}

void costs_add(Costs *costs, const LedgerLine *line)
{
    Addition addition = {
        .line = line_of(costs, line),
        .requests = line->requests,
        .prompt_tokens = line->prompt_tokens,
        .completion_tokens = line->completion_tokens,
        .total_tokens = line->total_tokens,
        .spend = money(line->spend),
    };

    list_add(costs->arena, &costs->additions, addition);
}

void costs_keep(Costs *costs)
{
    for (size_t at = 0; at < costs->additions.count; at++) {
        const Addition *addition = &costs->additions.items[at];
        LedgerLine *line = &costs->lines.items[addition->line];
        line->requests += addition->requests;
        line->prompt_tokens += addition->prompt_tokens;
        line->completion_tokens += addition->completion_tokens;
        line->total_tokens += addition->total_tokens;
        line->spend += addition->spend;
    }
    costs->additions.count = 0;
}

void costs_forget(Costs *costs)
{
    costs->additions.count = 0;
}

size_t costs_count(const Costs *costs)
{
    return costs->lines.count;
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

const LedgerLine *costs_lines(Costs *costs, size_t *count)
{
    Lines *sorted = &costs->sorted;

    sorted->count = 0;
    for (size_t at = 0; at < costs->lines.count; at++)
        if (costs->lines.items[at].requests != 0)
            list_add(costs->arena, sorted, costs->lines.items[at]);
    if (sorted->count > 0)
        qsort(sorted->items, sorted->count, sizeof *sorted->items, compare);
    *count = sorted->count;
    return sorted->items;
}
