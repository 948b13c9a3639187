#include "operation/costs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/list.h"
#include "base/text.h"
#include "base/wordset.h"

/* What tells lines apart, by the numbers of its texts. */
enum { DAY, TEAM, USER, KEY, MODEL, TEXT_COUNT };

typedef struct {
    uint32_t texts[TEXT_COUNT];
} Identity;

typedef LIST(LedgerLine) Lines;

struct Costs {
    Arena *arena;
    WordSet *texts;
    WordSet *identities;    /* of the lines, with the same numbers */
    LIST(uint32_t) spelled; /* what the numbers of notes that were added stand for */
    Lines lines;
    Lines sorted;
    int64_t requests;
    double spend;
};

/* Making. */

static void begin(Costs *costs)
{
    Arena *arena = arena_new();

    *costs = (Costs){
        .arena = arena,
        .texts = wordset_new(arena),
        .identities = wordset_new(arena),
    };
}

Costs *costs_new(void)
{
    Costs *costs = calloc(1, sizeof *costs);

    if (costs == NULL)
        arena_exhausted();
    begin(costs);
    return costs;
}

void costs_clear(Costs *costs)
{
    arena_release(&costs->arena);
    begin(costs);
}

void costs_release(Costs **costs)
{
    if (*costs == NULL)
        return;
    arena_release(&(*costs)->arena);
    free(*costs);
    *costs = NULL;
}

/* Adding. */

static uint32_t number_of(Costs *costs, const char *text)
{
    return (uint32_t) (text == NULL ? wordset_number(costs->texts, "", 0)
                                    : wordset_number(costs->texts, text, strlen(text)));
}

/* The line of nothing yet when it is new. */
static LedgerLine *line_of(Costs *costs, const Identity *identity)
{
    size_t number = wordset_number(costs->identities, (const char *) identity, sizeof *identity);
    const uint32_t *texts = identity->texts;

    if (number == costs->lines.count)
        list_add(costs->arena, &costs->lines,
                 ((LedgerLine){
                     .day = wordset_at(costs->texts, texts[DAY]),
                     .team_id = wordset_at(costs->texts, texts[TEAM]),
                     .user_id = wordset_at(costs->texts, texts[USER]),
                     .api_key = wordset_at(costs->texts, texts[KEY]),
                     .model = wordset_at(costs->texts, texts[MODEL]),
                 }));
    return &costs->lines.items[number];
}

/* One request that cost "not a number" must not take the sum of all others with it. */
static double money(double spend)
{
    return isfinite(spend) ? spend : 0;
}

static void add(Costs *costs, const Identity *identity, const LedgerLine *added)
{
    LedgerLine *line = line_of(costs, identity);

    line->requests += added->requests;
    line->prompt_tokens += added->prompt_tokens;
    line->completion_tokens += added->completion_tokens;
    line->total_tokens += added->total_tokens;
    line->spend += money(added->spend);
    costs->requests += added->requests;
    costs->spend += money(added->spend);
}

void costs_add(Costs *costs, const LedgerLine *added)
{
    Identity identity;

    /* One after the other: the order of their numbers is that of a note. */
    identity.texts[DAY] = number_of(costs, added->day);
    identity.texts[TEAM] = number_of(costs, added->team_id);
    identity.texts[USER] = number_of(costs, added->user_id);
    identity.texts[KEY] = number_of(costs, added->api_key);
    identity.texts[MODEL] = number_of(costs, added->model);
    add(costs, &identity, added);
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
        costs_add(costs, &others->lines.items[at]);
}

/* Asking. */

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
        list_add(costs->arena, sorted, costs->lines.items[at]);
    if (sorted->count > 0)
        qsort(sorted->items, sorted->count, sizeof *sorted->items, compare);
    *count = sorted->count;
    return sorted->items;
}

/* Notes: {"texts": [those that are new], "lines": [ten numbers for each]}. */

enum {
    REQUESTS = TEXT_COUNT,
    PROMPT,
    COMPLETION,
    TOTAL,
    SPEND,
    FIELD_COUNT,
};

/* The number that each text has, or will have, among those before. */
static size_t *add_texts(const Costs *costs, const Costs *before, Arena *arena, Document *note)
{
    Document *texts = document_set_array(note, "texts");
    size_t count = wordset_count(costs->texts);
    size_t *numbers = arena_array(arena, size_t, count + 1);
    size_t next = before == NULL ? 0 : wordset_count(before->texts);

    for (size_t at = 0; at < count; at++) {
        const char *text = wordset_at(costs->texts, at);
        if (before != NULL && wordset_find(before->texts, text, strlen(text), &numbers[at]))
            continue;
        numbers[at] = next++;
        document_add_text(texts, text);
    }
    return numbers;
}

static void add_line(Document *lines, const Identity *identity, const size_t *numbers,
                     const LedgerLine *line)
{
    for (size_t at = DAY; at < TEXT_COUNT; at++)
        document_add_number(lines, (int64_t) numbers[identity->texts[at]]);
    document_add_number(lines, line->requests);
    document_add_number(lines, line->prompt_tokens);
    document_add_number(lines, line->completion_tokens);
    document_add_number(lines, line->total_tokens);
    document_add_real(lines, line->spend);
}

Document *costs_document(const Costs *costs, const Costs *before)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Document *note = document_object();
    const size_t *numbers = add_texts(costs, before, arena, note);
    Document *lines = document_set_array(note, "lines");

    for (size_t at = 0; at < costs->lines.count; at++) {
        Identity identity;
        memcpy(&identity, wordset_at(costs->identities, at), sizeof identity);
        add_line(lines, &identity, numbers, &costs->lines.items[at]);
    }
    return note;
}

static bool read_texts(Costs *costs, const Document *texts, Error *error)
{
    for (size_t at = 0; at < document_count(texts); at++) {
        const char *text = document_text(document_at(texts, at));
        if (text == NULL)
            return fail(error, OUTCOME_FILE_ERROR, "a text of a note of costs is none");
        list_add(costs->arena, &costs->spelled, number_of(costs, text));
    }
    return true;
}

static bool read_line(Costs *costs, const Document *lines, size_t from, Error *error)
{
    int64_t numbers[SPEND];
    Identity identity;

    for (size_t at = 0; at < SPEND; at++)
        numbers[at] = document_number(document_at(lines, from + at));
    for (size_t at = DAY; at < TEXT_COUNT; at++) {
        if (numbers[at] < 0 || (size_t) numbers[at] >= costs->spelled.count)
            return fail(error, OUTCOME_FILE_ERROR,
                        "a note of costs has a text that nobody spelled");
        identity.texts[at] = costs->spelled.items[numbers[at]];
    }
    LedgerLine line = {
        .requests = numbers[REQUESTS],
        .prompt_tokens = numbers[PROMPT],
        .completion_tokens = numbers[COMPLETION],
        .total_tokens = numbers[TOTAL],
        .spend = document_real(document_at(lines, from + SPEND)),
    };
    add(costs, &identity, &line);
    return true;
}

bool costs_add_document(Costs *costs, const Document *document, Error *error)
{
    const Document *texts, *lines;

    if (!document_get_array(document, "texts", &texts, error) ||
        !document_get_array(document, "lines", &lines, error) || !read_texts(costs, texts, error))
        return false;
    if (document_count(lines) % FIELD_COUNT != 0)
        return fail(error, OUTCOME_FILE_ERROR, "a line of costs has another number of fields");
    for (size_t at = 0; at < document_count(lines); at += FIELD_COUNT)
        if (!read_line(costs, lines, at, error))
            return false;
    return true;
}
