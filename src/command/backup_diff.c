/* backup diff - what differs between two sets, or between a set and the database. */
#include "command/commands.h"

#include <stdio.h>

#include "admin/backup.h"
#include "admin/set_diff.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "command/listing.h"
#include "command/session.h"
#include "command/set_operand.h"
#include "file/compress.h"

typedef struct {
    CommonOptions common;
    IdentityOptions identity;
    bool live;
    int64_t limit;
} DiffOptions;

static const Column COLUMNS[] = {
    {"table", NULL, COLUMN_TEXT},      {"key", NULL, COLUMN_TEXT},
    {"what", NULL, COLUMN_TEXT},       {"column", NULL, COLUMN_TEXT},
    {"old_value", "old", COLUMN_TEXT}, {"new_value", "new", COLUMN_TEXT},
};

enum { COLUMN_TOTAL = sizeof COLUMNS / sizeof *COLUMNS, SHOWN_IN_A_TABLE = 200 };

/* Differences on their way to stdout. */
typedef struct {
    Listing listing;
    int64_t limit; /* 0: all */
    int64_t shown;
    int64_t hidden;
} Output;

static bool show(const Difference *difference, void *context, Error *error)
{
    Output *output = context;
    const char *const values[COLUMN_TOTAL] = {
        difference->table,  difference->key,       difference->what,
        difference->column, difference->old_value, difference->new_value,
    };
    const StreamRow row = {.column_count = COLUMN_TOTAL, .values = values};

    if (output->limit > 0 && output->shown == output->limit) {
        output->hidden++;
        return true;
    }
    output->shown++;
    return listing_add(&output->listing, &row, false, error);
}

static void sum_up(const Call *call, const DiffCounts *counts, const Output *output)
{
    Arena *arena = call->arena;

    for (size_t at = 0; at < counts->count; at++) {
        const DiffCount *count = &counts->items[at];
        if (count->added + count->removed + count->changed == 0 && count->note == NULL)
            continue;
        log_info("%s: %s added, %s removed, %s changed, %s equal%s%s", count->table,
                 text_count(arena, count->added), text_count(arena, count->removed),
                 text_count(arena, count->changed), text_count(arena, count->equal),
                 count->note == NULL ? "" : "; ", count->note == NULL ? "" : count->note);
    }
    if (output->hidden > 0)
        log_note("%s not shown: --limit 0 shows all",
                 text_plural(arena, output->hidden, "difference is", "differences are"));
}

static bool compare(const Call *call, Session *session, const DiffSide *first,
                    const DiffSide *second, Error *error)
{
    const DiffOptions *options = call->options;
    TableFormat format = common_format(common_options(call));
    Output output = {
        .listing = listing_start(call->arena, format, COLUMNS, COLUMN_TOTAL),
        .limit = options->limit != NOT_GIVEN ? options->limit
                 : format == FORMAT_TABLE    ? SHOWN_IN_A_TABLE
                                             : 0,
    };
    DiffCounts counts = {0};
    DiffRequest request = {
        .first = *first,
        .second = *second,
        .identity = options->identity.identity,
        .scratch = session->state.path,
        .on_difference = show,
        .context = &output,
        .tell = progress_step,
    };

    if (!listing_add(&output.listing, &(StreamRow){.column_count = COLUMN_TOTAL}, true, error))
        return false;
    progress_begin(call->name, -1, NULL);
    bool is_done = set_diff(call->arena, &request, &counts, error);
    progress_end();
    if (!is_done)
        return false;
    if (format != FORMAT_TABLE || output.shown > 0)
        listing_end(&output.listing);
    sum_up(call, &counts, &output);
    if (set_diff_found(&counts))
        return fail(error, OUTCOME_FOUND, "%s and %s differ", first->set->name, second->set->name);
    if (format == FORMAT_TABLE)
        puts("No difference.");
    return true;
}

static bool compare_sets(const Call *call, Session *session, const DiffSide *first, Error *error)
{
    const char *folder;
    Set set;

    return set_operand(call, session, 1, &folder, error) &&
           set_read(session->arena, folder, &set, error) &&
           compare(call, session, first, &(DiffSide){folder, &set}, error);
}

/* What the set has is read anew, into a draft that goes when the comparison is done. */
static BackupRequest same_request(Session *session, const Set *set)
{
    BackupRequest request = {.jobs = 1, .packing = {.level = COMPRESS_LEVEL}};

    for (size_t at = 0; at < set->table_count; at++) {
        if (catalog_table(session->catalog, set->tables[at].name) != NULL)
            list_add(session->arena, &request.choice.tables, set->tables[at].name);
        if (set->tables[at].since != NULL)
            request.choice.since = set->tables[at].since;
    }
    request.without_credentials = set->omission_count > 0;
    return request;
}

static bool compare_live(const Call *call, Session *session, const DiffSide *first, Error *error)
{
    SetDraft *draft CLEANUP(set_draft_release) = NULL;
    BackupRequest wanted = same_request(session, first->set);
    Set now;

    if (!set_draft_begin(session->arena, session->state.sets, clock_now(), &draft, error) ||
        !backup_draft(session, &wanted, draft, &now, error))
        return false;
    now.name = "the database";
    return compare(call, session, first, &(DiffSide){set_draft_folder(draft), &now}, error);
}

static bool check_operands(const Call *call, Error *error)
{
    const DiffOptions *options = call->options;

    if (call->operand_count == (options->live ? 1 : 2))
        return true;
    fail(error, OUTCOME_USAGE, "two sets are compared, or one with the database");
    return fail_hint(error, "\"backup diff A B\" or \"backup diff A --live\".");
}

static bool run(const Call *call, Error *error)
{
    const DiffOptions *options = call->options;
    Session *session CLEANUP(session_close) = NULL;
    const char *folder;
    Set set;

    if (!check_operands(call, error) ||
        !command_session(call, options->live ? SESSION_SAVES : SESSION_FILES, &session, error) ||
        !set_operand(call, session, 0, &folder, error) ||
        !set_read(session->arena, folder, &set, error))
        return false;

    const DiffSide first = {folder, &set};
    return options->live ? compare_live(call, session, &first, error)
                         : compare_sets(call, session, &first, error);
}

static const DiffOptions DEFAULTS = {.limit = NOT_GIVEN};

static const Option OPTIONS[] = {
    SWITCH(DiffOptions, live, 0, "compare the set with the database as it is now"),
    NUMBER(DiffOptions, limit, 'n', "NUMBER", 0, INT64_MAX,
           "show only so many differences; a table shows 200 unless told, 0 is all"),
    NO_MORE_OPTIONS,
};

static const Example EXAMPLES[] = {
    {"litellm-dba backup diff 20261120 20261121", "what changed from one to the other"},
    {"litellm-dba backup diff latest --live", "what changed since"},
    {"litellm-dba backup diff latest --live --csv > changes.csv", "all of it, for a spreadsheet"},
    NO_MORE_EXAMPLES,
};

const Command BACKUP_DIFF = {
    .name = "diff",
    .summary = "compare two sets row by row, or a set with the database",
    .description =
        "Rows are matched by primary key: those that were added, those that were removed, and of "
        "changed ones every column with its old and new value. Secrets are shown as ***, of hashes "
        "of keys only the beginning. The exit code is 6 when there is a difference. What does not "
        "fit into memory is sorted in the state folder: there must be room for both sides of the "
        "largest table that differs.",
    .operands = "SET...",
    .options = OPTIONS,
    .defaults = &DEFAULTS,
    .groups = {INCLUDE_IDENTITY(DiffOptions, identity), INCLUDE_COMMON(DiffOptions, common)},
    .options_size = sizeof(DiffOptions),
    .examples = EXAMPLES,
    .run = run,
};
