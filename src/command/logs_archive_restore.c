/* logs archive restore - rows that retention has put aside, back into their tables. */
#include "command/commands.h"

#include <stdio.h>

#include "admin/archive_restore.h"
#include "base/cleanup.h"
#include "base/text.h"
#include "cli/options.h"
#include "cli/table.h"
#include "command/batches.h"
#include "command/logs_archive_choice.h"
#include "command/pace.h"
#include "command/session.h"

typedef struct {
    CommonOptions common;
    ChangeOptions change;
    PaceOptions pace;
    ArchiveChoiceOptions choice;
    bool compare;
    bool drop_columns;
    bool any_database;
} RestoreOptions;

static const char *const REQUESTS[] = {"LiteLLM_SpendLogs"};

static const Column ARCHIVE_COLUMNS[] = {
    {"archive", NULL, COLUMN_TEXT},    {"table", NULL, COLUMN_TEXT},
    {"files", NULL, COLUMN_COUNT},     {"meant", NULL, COLUMN_COUNT},
    {"restored", NULL, COLUMN_COUNT},  {"skipped", NULL, COLUMN_COUNT},
    {"different", NULL, COLUMN_COUNT},
};

static const Column DIFFERENCE_COLUMNS[] = {
    {"table", NULL, COLUMN_TEXT},
    {"key", NULL, COLUMN_TEXT},
    {"columns", NULL, COLUMN_TEXT},
};

static Table *table_of_archives(const Call *call, const ArchiveRestore *restore)
{
    const RestoreOptions *options = call->options;
    Table *table =
        table_new(call->arena, ARCHIVE_COLUMNS, sizeof ARCHIVE_COLUMNS / sizeof *ARCHIVE_COLUMNS);

    for (size_t at = 0; at < restore->archives.count; at++) {
        const RestoredArchive *archive = &restore->archives.items[at];
        table_add(table, cell_text(archive->archive->name), cell_text(archive->table),
                  cell_number(archive->files), cell_number(archive->meant),
                  cell_number(archive->changed), cell_number(archive->meant - archive->changed),
                  options->compare ? cell_number(archive->found.different) : cell_null());
    }
    return table;
}

static Table *table_of_differences(const Call *call, const ArchiveRestore *restore)
{
    Table *table = table_new(call->arena, DIFFERENCE_COLUMNS,
                             sizeof DIFFERENCE_COLUMNS / sizeof *DIFFERENCE_COLUMNS);

    for (size_t at = 0; at < restore->differences.count; at++) {
        const ArchiveDifference *difference = &restore->differences.items[at];
        table_add(table, cell_text(difference->table), cell_text(difference->key),
                  cell_text(difference->columns));
    }
    return table;
}

static void report(const Call *call, const ArchiveRestore *restore, const SeriesResult *result)
{
    TableFormat format = common_format(common_options(call));
    Table *archives = table_of_archives(call, restore);

    if (format == FORMAT_JSON) {
        Document *document CLEANUP(document_release) = batches_document(&restore->plan, result);
        if (restore->different > 0 && result->outcome == OUTCOME_COMPLETED)
            document_set_text(document, "outcome", outcome_name(OUTCOME_FOUND));
        document_set(document, "archives", table_document(archives));
        document_set(document, "differences", document_copy(restore->plan.differences));
        document_print(document, stdout);
        return;
    }
    table_print(archives, format, stdout);
    if (format == FORMAT_TABLE) {
        putchar('\n');
        batches_print(call, &restore->plan, result);
    }
}

/* They belong to what was found beforehand; where a program reads the result, they are talk. */
static void show_differences(const Call *call, const ArchiveRestore *restore)
{
    bool is_for_people = common_format(common_options(call)) == FORMAT_TABLE;

    if (restore->differences.count > 0)
        table_print(table_of_differences(call, restore), FORMAT_TABLE,
                    is_for_people ? stdout : stderr);
}

static bool conclude(const Call *call, const ArchiveRestore *restore, Error *error)
{
    if (restore->different == 0)
        return true;
    fail(error, OUTCOME_FOUND, "%s there with other values than the archive has",
         text_plural(call->arena, restore->different, "row is", "rows are"));
    return fail_hint(error, "They were left as they are.");
}

static bool request_of(const Call *call, ArchiveRestoreRequest *request, Error *error)
{
    const RestoreOptions *options = call->options;
    bool is_by_default = call->operand_count == 0 && options->choice.run == 0;

    *request = (ArchiveRestoreRequest){
        .names = is_by_default ? REQUESTS : call->operands,
        .count = is_by_default ? sizeof REQUESTS / sizeof *REQUESTS : call->operand_count,
        .compare = options->compare,
        .drop_columns = options->drop_columns,
        .any_database = options->any_database,
        .pace = pace_of(&options->pace, &options->change),
    };
    if (archive_choice_is_made(&options->choice))
        return archive_choice(call->arena, &options->choice, &request->choice, error);
    fail(error, OUTCOME_USAGE, "which rows are meant is not said");
    return fail_hint(error, "Name a --run, a --day, --since, or whose rows.");
}

static bool run(const Call *call, Error *error)
{
    const RestoreOptions *options = call->options;
    Session *session CLEANUP(session_close) = NULL;
    Document *differences CLEANUP(document_release) = NULL;
    ArchiveRestoreRequest request;
    ArchiveRestore restore;
    ChangeDecision decision;
    SeriesResult result;

    if (!request_of(call, &request, error) ||
        !command_session(call, SESSION_CHANGES, &session, error) ||
        !archive_restore_plan(session, &request, &restore, error))
        return false;
    differences = table_document(table_of_differences(call, &restore));
    restore.plan.differences = differences;
    if (!batches_decide(call, &options->change, &restore.plan, "Put these rows back?", &decision,
                        error))
        return false;
    show_differences(call, &restore);
    if (decision == CHANGE_STOPS)
        return conclude(call, &restore, error);

    SeriesRequest series = {
        .plan = &restore.plan,
        .work = archive_restore_work,
        .context = &restore,
    };
    if (!batches_run(call, &options->change, session, &series, decision, &result, error))
        return false;
    report(call, &restore, &result);
    return batches_conclude(call, &result, error) && conclude(call, &restore, error);
}

static const Option OPTIONS[] = {
    SWITCH(RestoreOptions, compare, 0,
           "hold rows that are there already against the archive, and say which differ"),
    SWITCH(RestoreOptions, drop_columns, 0, "leave out columns that the table no longer has"),
    SWITCH(RestoreOptions, any_database, 0, "also what was archived from other databases"),
    NO_MORE_OPTIONS,
};

static const Example EXAMPLES[] = {
    {"litellm-dba logs archive restore --run 42 --dry-run", "what a run would bring back"},
    {"litellm-dba logs archive restore --day 2026-11-01 --yes", "the requests of one day"},
    {"litellm-dba logs archive restore --user ann --since 2026-01-01 --yes",
     "what somebody asked for"},
    {"litellm-dba logs archive restore --since 2026-01-01 --compare --dry-run",
     "only compare: exit code 6 when rows differ"},
    NO_MORE_EXAMPLES,
};

const Command LOGS_ARCHIVE_RESTORE = {
    .name = "restore",
    .summary = "put rows of an archive back into their tables",
    .description =
        "Puts a run, days, or chosen rows back: of LiteLLM_SpendLogs unless archives are named, of "
        "all that a run archived when the run is. Rows whose key is there already are counted and "
        "left as they are, so it may be run again; with --compare they are also held against the "
        "archive, and the exit code is 6 when some differ.\n\n"
        "Files are verified first, and none may be missing that the journal knows of. Columns that "
        "the table got since have their defaults; one that "
        "is gone is a reason to refuse, unless --drop-columns. What the requests cost goes off the "
        "ledger. It is an operation, and can be undone; the archive stays as it is.",
    .operands = "[ARCHIVE...]",
    .options = OPTIONS,
    .groups = {INCLUDE_COMMON(RestoreOptions, common),
               INCLUDE_BATCHED_CHANGE(RestoreOptions, change), INCLUDE_PACE(RestoreOptions, pace),
               INCLUDE_ARCHIVE_CHOICE(RestoreOptions, choice)},
    .options_size = sizeof(RestoreOptions),
    .examples = EXAMPLES,
    .run = run,
};
