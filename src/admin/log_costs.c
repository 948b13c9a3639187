#include "admin/log_costs.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static size_t place_of(const char *const *columns, const char *name)
{
    size_t place = 0;

    while (columns[place] != NULL && strcmp(columns[place], name) != 0)
        place++;
    assert(columns[place] != NULL);
    return place;
}

LogCosts log_costs_of(const char *const *columns, Costs *costs, const char *day)
{
    return (LogCosts){
        .costs = costs,
        .day = day,
        .sign = 1,
        .team = place_of(columns, "team_id"),
        .user = place_of(columns, "user"),
        .key = place_of(columns, "api_key"),
        .model = place_of(columns, "model"),
        .prompt_tokens = place_of(columns, "prompt_tokens"),
        .completion_tokens = place_of(columns, "completion_tokens"),
        .total_tokens = place_of(columns, "total_tokens"),
        .spend = place_of(columns, "spend"),
    };
}

static int64_t number(const char *text)
{
    return text == NULL ? 0 : strtoll(text, NULL, 10);
}

bool log_costs_add_row(const SheetRow *row, void *context, Error *error)
{
    const LogCosts *places = context;
    const char *const *values = row->values;
    LedgerLine line = {
        .day = places->day,
        .team_id = values[places->team],
        .user_id = values[places->user],
        .api_key = values[places->key],
        .model = values[places->model],
        .requests = places->sign,
        .prompt_tokens = places->sign * number(values[places->prompt_tokens]),
        .completion_tokens = places->sign * number(values[places->completion_tokens]),
        .total_tokens = places->sign * number(values[places->total_tokens]),
        .spend =
            values[places->spend] == NULL ? 0 : places->sign * strtod(values[places->spend], NULL),
    };

    (void) error;
    if (places->sign != 0)
        costs_add(places->costs, &line);
    return true;
}
