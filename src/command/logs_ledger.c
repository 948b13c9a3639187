/* logs ledger - what requests cost whose rows are gone. */
#include "command/commands.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "cli/options.h"
#include "cli/table.h"
#include "command/session.h"
#include "journal/ledger.h"

typedef struct {
    CommonOptions common;
    const char *by;
    const char *since;
    const char *until;
    const char *database;
} LedgerOptions;

static const char DAY[] = "day";
static const char MODEL[] = "model";
static const char *const BYS[] = {DAY, "team", "user", "key", MODEL, NULL};

static const Column COLUMNS[] = {
    {"what", NULL, COLUMN_TEXT}, /* named as what is summed by */
    {"name", NULL, COLUMN_TEXT},           {"requests", NULL, COLUMN_COUNT},
    {"prompt_tokens", NULL, COLUMN_COUNT}, {"completion_tokens", NULL, COLUMN_COUNT},
    {"total_tokens", NULL, COLUMN_COUNT},  {"spend", NULL, COLUMN_MONEY},
    {"first_day", NULL, COLUMN_TEXT},      {"last_day", NULL, COLUMN_TEXT},
};

enum { COLUMN_TOTAL = sizeof COLUMNS / sizeof *COLUMNS };

static bool check_day(Arena *arena, const char *day, Error *error)
{
    int64_t instant;

    if (day == NULL || (strlen(day) == strlen("YYYY-MM-DD") &&
                        clock_parse_utc(arena_format(arena, "%s 00:00:00", day), &instant, error)))
        return true;
    fail(error, OUTCOME_USAGE, "\"%s\" is not a day", day);
    return fail_hint(error, "Days are in UTC, as in 2026-11-01.");
}

static Table *table_of(const Call *call, const char *by, const LedgerSum *sums, size_t count)
{
    Column *columns = arena_array(call->arena, Column, COLUMN_TOTAL);

    memcpy(columns, COLUMNS, sizeof COLUMNS);
    columns[0].name = by;
    Table *table = table_new(call->arena, columns, COLUMN_TOTAL);
    for (size_t at = 0; at < count; at++)
        table_add(table, cell_text(sums[at].what), cell_text(sums[at].name),
                  cell_number(sums[at].requests), cell_number(sums[at].prompt_tokens),
                  cell_number(sums[at].completion_tokens), cell_number(sums[at].total_tokens),
                  cell_real(sums[at].spend), cell_text(sums[at].first_day),
                  cell_text(sums[at].last_day));
    return table;
}

static void print_total(const Call *call, const LedgerSum *sums, size_t count)
{
    int64_t requests = 0;
    double spend = 0;

    for (size_t at = 0; at < count; at++) {
        requests += sums[at].requests;
        spend += sums[at].spend;
    }
    printf("\nIn all: %s, $%.2f\n", text_plural(call->arena, requests, "request", "requests"),
           spend);
}

static bool run(const Call *call, Error *error)
{
    const LedgerOptions *options = call->options;
    TableFormat format = common_format(&options->common);
    LedgerQuestion question = {options->by, options->since, options->until, options->database};
    Session *session CLEANUP(session_close) = NULL;
    const LedgerSum *sums;
    size_t count;

    if (!check_day(call->arena, options->since, error) ||
        !check_day(call->arena, options->until, error) ||
        !command_session(call, SESSION_JOURNAL, &session, error) ||
        !journal_sum_ledger(session->journal, call->arena, &question, &sums, &count, error))
        return false;
    table_print(table_of(call, options->by, sums, count), format, stdout);
    if (format == FORMAT_TABLE)
        print_total(call, sums, count);
    return true;
}

static const Option OPTIONS[] = {
    CHOICE(LedgerOptions, by, 0, "WHAT", BYS, "sum by that; model unless told"),
    TEXT(LedgerOptions, since, 0, "DAY", "from that day on, in UTC"),
    TEXT(LedgerOptions, until, 0, "DAY", "up to that day, which counts"),
    TEXT(LedgerOptions, database, 0, "NAME", "only what was pruned from the database of that name"),
    NO_MORE_OPTIONS,
};

static const LedgerOptions DEFAULTS = {.by = MODEL};

static const Example EXAMPLES[] = {
    {"litellm-dba logs ledger", "by model, the most expensive first"},
    {"litellm-dba logs ledger --by team --since 2026-01-01 --until 2026-03-31 --csv",
     "a quarter by team, for a spreadsheet"},
    NO_MORE_EXAMPLES,
};

const Command LOGS_LEDGER = {
    .name = "ledger",
    .summary = "what requests cost whose rows are gone",
    .description =
        "Before \"logs prune\" deletes requests it writes down what they cost, by day, team, user, "
        "key and model, with the names of that time. This sums it up. Together with the rows that "
        "are still in the log it is all that ever was; what was undone is not counted.\n\n"
        "It is in the journal, so no server is asked.",
    .options = OPTIONS,
    .defaults = &DEFAULTS,
    .groups = {INCLUDE_COMMON(LedgerOptions, common)},
    .options_size = sizeof(LedgerOptions),
    .examples = EXAMPLES,
    .run = run,
};
