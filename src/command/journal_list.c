/* journal list - operations, newest first. */
#include "command/commands.h"

#include <stdio.h>

#include "base/cleanup.h"
#include "cli/options.h"
#include "cli/table.h"
#include "command/session.h"

typedef struct {
    CommonOptions common;
    const char *database;
    int64_t limit;
} ListOptions;

static const Column LIST_COLUMNS[] = {
    {"operation", NULL, COLUMN_NUMBER},     {"command", NULL, COLUMN_TEXT},
    {"outcome", NULL, COLUMN_TEXT},         {"started", NULL, COLUMN_TIME},
    {"database", NULL, COLUMN_TEXT},        {"rows", NULL, COLUMN_COUNT},
    {"duration_ms", NULL, COLUMN_DURATION}, {"os_user", NULL, COLUMN_TEXT},
    {"undoes", NULL, COLUMN_NUMBER},        {"undone_by", NULL, COLUMN_NUMBER},
};

static bool run_list(const Call *call, Error *error)
{
    const ListOptions *options = call->options;
    JournalFilter filter = {.database = options->database, .limit = options->limit};
    Session *session CLEANUP(session_close) = NULL;
    const JournalOperation *found;
    size_t count;

    if (!command_session(call, SESSION_JOURNAL, &session, error) ||
        !journal_list(session->journal, call->arena, &filter, &found, &count, error))
        return false;

    Table *table = table_new(call->arena, LIST_COLUMNS, sizeof LIST_COLUMNS / sizeof *LIST_COLUMNS);
    for (size_t at = 0; at < count; at++)
        table_add(table, cell_number(found[at].operation), cell_text(found[at].command),
                  cell_text(found[at].outcome), cell_text(found[at].started),
                  cell_text(found[at].database), cell_number(found[at].rows),
                  cell_number(found[at].duration_ms), cell_text(found[at].os_user),
                  cell_some(found[at].undoes), cell_some(found[at].undone_by));
    table_print(table, common_format(common_options(call)), stdout);
    return true;
}

static const Option LIST_OPTIONS[] = {
    TEXT(ListOptions, database, 0, "NAME", "only operations on the database of that name"),
    NUMBER(ListOptions, limit, 'n', "NUMBER", 1, INT64_MAX, "only that many"),
    NO_MORE_OPTIONS,
};

static const Example LIST_EXAMPLES[] = {
    {"litellm-dba journal list --limit 10", "the last ten operations"},
    {"litellm-dba journal list --json", "an array, newest first"},
    NO_MORE_EXAMPLES,
};

const Command JOURNAL_LIST = {
    .name = "list",
    .summary = "list operations, newest first",
    .description = "The number in the first column is what \"undo\" and \"journal show\" take.",
    .options = LIST_OPTIONS,
    .groups = {INCLUDE_COMMON(ListOptions, common)},
    .options_size = sizeof(ListOptions),
    .examples = LIST_EXAMPLES,
    .run = run_list,
};
