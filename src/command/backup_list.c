/* backup list - the sets that are there. */
#include "command/commands.h"

#include <stdio.h>

#include "base/cleanup.h"
#include "cli/options.h"
#include "cli/table.h"
#include "command/session.h"
#include "command/set_report.h"
#include "file/sets.h"

typedef struct {
    CommonOptions common;
} ListOptions;

static const Column COLUMNS[] = {
    {"set", NULL, COLUMN_TEXT},          {"age_ms", "age", COLUMN_DURATION},
    {"created", NULL, COLUMN_TIME},      {"database", NULL, COLUMN_TEXT},
    {"tables", NULL, COLUMN_COUNT},      {"rows", NULL, COLUMN_COUNT},
    {"bytes", NULL, COLUMN_BYTES},       {"verified", NULL, COLUMN_TIME},
    {"rehearsed", NULL, COLUMN_TIME},    {"pinned", NULL, COLUMN_BOOLEAN},
    {"encrypted", NULL, COLUMN_BOOLEAN}, {"masked", NULL, COLUMN_BOOLEAN},
    {"state", NULL, COLUMN_TEXT},
};

static void add_set(Table *table, const Set *set)
{
    table_add(table, cell_text(set->name), cell_number(set_age_ms(set)), cell_text(set->created),
              cell_text(set->source.database), cell_number((int64_t) set->table_count),
              cell_number(set_rows(set)), cell_number(set_file_bytes(set)),
              cell_text(set->verified == NULL ? NULL : set->verified->at),
              cell_text(set->rehearsed == NULL ? NULL : set->rehearsed->at),
              cell_boolean(set->pin != NULL), cell_boolean(set->recipients != NULL),
              cell_boolean(set->is_masked), cell_text("whole"));
}

/* One of which nothing is known but its name. */
static void add_other(Table *table, const SetEntry *entry)
{
    const char *state = entry->is_owned        ? "being written"
                        : entry->is_unfinished ? "unfinished"
                                               : "damaged";

    table_add(table, cell_text(entry->name), cell_null(), cell_null(), cell_null(), cell_null(),
              cell_null(), cell_null(), cell_null(), cell_null(), cell_null(), cell_null(),
              cell_null(), cell_text(state));
}

static bool run(const Call *call, Error *error)
{
    Session *session CLEANUP(session_close) = NULL;
    Table *table = table_new(call->arena, COLUMNS, sizeof COLUMNS / sizeof *COLUMNS);
    SetEntries entries;

    if (!command_session(call, SESSION_JOURNAL, &session, error) ||
        !sets_list(session->arena, session->state.sets, &entries, error))
        return false;
    for (size_t at = 0; at < entries.count; at++) {
        const SetEntry *entry = &entries.items[at];
        if (entry->is_unfinished || entry->damage != NULL)
            add_other(table, entry);
        else
            add_set(table, &entry->set);
    }
    table_print(table, common_format(common_options(call)), stdout);
    return true;
}

static const Example EXAMPLES[] = {
    {"litellm-dba backup list", "newest first"},
    {"litellm-dba backup list --json", "an array, for scripts"},
    NO_MORE_EXAMPLES,
};

const Command BACKUP_LIST = {
    .name = "list",
    .summary = "list the sets, newest first",
    .description = "The name in the first column is what the other commands take; so is its "
                   "beginning, as long as no other set begins so, and \"latest\". A set that is "
                   "unfinished was left behind by a run that died: the next backup removes it.",
    .groups = {INCLUDE_COMMON(ListOptions, common)},
    .options_size = sizeof(ListOptions),
    .examples = EXAMPLES,
    .run = run,
};
