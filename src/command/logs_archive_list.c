/* logs archive list - the runs and days of the archives. */
#include "command/commands.h"

#include <stdio.h>
#include <string.h>

#include "admin/archive.h"
#include "base/cleanup.h"
#include "cli/options.h"
#include "cli/table.h"
#include "command/session.h"

typedef struct {
    CommonOptions common;
    const char *by;
} ListOptions;

static const char RUN[] = "run";
static const char DAY[] = "day";
static const char *const BYS[] = {RUN, DAY, NULL};

static const Column RUN_COLUMNS[] = {
    {"archive", NULL, COLUMN_TEXT},     {"operation", NULL, COLUMN_NUMBER},
    {"command", NULL, COLUMN_TEXT},     {"started", NULL, COLUMN_TIME},
    {"database", NULL, COLUMN_TEXT},    {"rows", NULL, COLUMN_COUNT},
    {"files", NULL, COLUMN_COUNT},      {"csv_bytes", NULL, COLUMN_BYTES},
    {"file_bytes", NULL, COLUMN_BYTES}, {"first", NULL, COLUMN_TIME},
    {"last", NULL, COLUMN_TIME},        {"undone_by", NULL, COLUMN_NUMBER},
};

static const Column DAY_COLUMNS[] = {
    {"archive", NULL, COLUMN_TEXT},    {"day", NULL, COLUMN_TEXT},
    {"rows", NULL, COLUMN_COUNT},      {"files", NULL, COLUMN_COUNT},
    {"csv_bytes", NULL, COLUMN_BYTES}, {"file_bytes", NULL, COLUMN_BYTES},
    {"first", NULL, COLUMN_TIME},      {"last", NULL, COLUMN_TIME},
};

static Table *table_of_runs(const Call *call, const ArchiveLines *lines)
{
    Table *table = table_new(call->arena, RUN_COLUMNS, sizeof RUN_COLUMNS / sizeof *RUN_COLUMNS);

    for (size_t at = 0; at < lines->count; at++) {
        const ArchiveLine *line = &lines->items[at];
        table_add(table, cell_text(line->archive), cell_number(line->run->operation),
                  cell_text(line->run->command), cell_text(line->run->started),
                  cell_text(line->run->database), cell_number(line->rows), cell_number(line->files),
                  cell_number(line->csv_bytes), cell_number(line->file_bytes),
                  cell_text(line->first), cell_text(line->last), cell_some(line->undone_by));
    }
    return table;
}

static Table *table_of_days(const Call *call, const ArchiveLines *lines)
{
    Table *table = table_new(call->arena, DAY_COLUMNS, sizeof DAY_COLUMNS / sizeof *DAY_COLUMNS);

    for (size_t at = 0; at < lines->count; at++) {
        const ArchiveLine *line = &lines->items[at];
        table_add(table, cell_text(line->archive), cell_text(line->day), cell_number(line->rows),
                  cell_number(line->files), cell_number(line->csv_bytes),
                  cell_number(line->file_bytes), cell_text(line->first), cell_text(line->last));
    }
    return table;
}

static bool run(const Call *call, Error *error)
{
    const ListOptions *options = call->options;
    Session *session CLEANUP(session_close) = NULL;
    bool is_by_day = strcmp(options->by, DAY) == 0;
    Archives archives;
    ArchiveLines lines;

    if (!command_session(call, SESSION_JOURNAL, &session, error) ||
        !archives_read(session, call->operands, call->operand_count, &archives, error))
        return false;
    if (is_by_day)
        archive_lines_by_day(session, &archives, &lines);
    else if (!archive_lines_by_run(session, &archives, &lines, error))
        return false;
    table_print(is_by_day ? table_of_days(call, &lines) : table_of_runs(call, &lines),
                common_format(common_options(call)), stdout);
    return true;
}

static const Option OPTIONS[] = {
    CHOICE(ListOptions, by, 0, "WHAT", BYS, "a line for each run (the default) or each day"),
    NO_MORE_OPTIONS,
};

static const ListOptions DEFAULTS = {.by = RUN};

static const Example EXAMPLES[] = {
    {"litellm-dba logs archive list", "what each run has put aside"},
    {"litellm-dba logs archive list --by day --csv", "the archives day by day"},
    NO_MORE_EXAMPLES,
};

const Command LOGS_ARCHIVE_LIST = {
    .name = "list",
    .summary = "list what the archives hold, by run or by day",
    .description =
        "Read from what each run wrote down beside its files; no database is asked. A run is the "
        "operation that made it. One that was undone is still there, and so are rows that were put "
        "back: an archive only grows.",
    .operands = "[ARCHIVE...]",
    .options = OPTIONS,
    .defaults = &DEFAULTS,
    .groups = {INCLUDE_COMMON(ListOptions, common)},
    .options_size = sizeof(ListOptions),
    .examples = EXAMPLES,
    .run = run,
};
