/* logs archive search - rows that retention has put aside, found without a database. */
#include "command/commands.h"

#include <string.h>

#include "admin/archive_search.h"
#include "base/cleanup.h"
#include "base/list.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/options.h"
#include "command/listing.h"
#include "command/logs_archive_choice.h"
#include "command/session.h"

typedef struct {
    CommonOptions common;
    ArchiveChoiceOptions choice;
    const char *archive;
    Words column;
    int64_t limit;
} SearchOptions;

static const char ALL[] = "all";
static const char REQUESTS[] = "LiteLLM_SpendLogs";

/* What is shown of a request unless told. */
static const char *const SHOWN[] = {
    "startTime", "request_id", "user",  "team_id",      "api_key",
    "model",     "status",     "spend", "total_tokens", NULL,
};

/* Columns that are more than text. */
static const Column TYPED[] = {
    {"startTime", NULL, COLUMN_TIME},
    {"endTime", NULL, COLUMN_TIME},
    {"completionStartTime", NULL, COLUMN_TIME},
    {"start_time", NULL, COLUMN_TIME},
    {"created_at", NULL, COLUMN_TIME},
    {"updated_at", NULL, COLUMN_TIME},
    {"spend", NULL, COLUMN_REAL},
    {"prompt_tokens", NULL, COLUMN_NUMBER},
    {"completion_tokens", NULL, COLUMN_NUMBER},
    {"total_tokens", NULL, COLUMN_NUMBER},
    {"request_duration_ms", NULL, COLUMN_NUMBER},
};

enum { TYPED_COUNT = sizeof TYPED / sizeof *TYPED, ROWS_OF_A_TABLE = 1000 };

/* Which columns. */

typedef LIST(Column) Columns;

static bool has_column(const Columns *columns, const char *name)
{
    for (size_t at = 0; at < columns->count; at++)
        if (text_equal(columns->items[at].name, name))
            return true;
    return false;
}

static void add_column(Arena *arena, Columns *columns, const char *name)
{
    Column column = {name, name, COLUMN_TEXT};

    for (size_t at = 0; at < TYPED_COUNT; at++)
        if (text_equal(TYPED[at].name, name))
            column.type = TYPED[at].type;
    if (!has_column(columns, name))
        list_add(arena, columns, column);
}

/* Those of all files, for they are of different times. */
static Columns columns_of(Arena *arena, const ArchivedFiles *files)
{
    Columns columns = {0};

    for (size_t at = 0; at < files->count; at++)
        for (const char *const *name = files->items[at].file->file.columns; *name != NULL; name++)
            add_column(arena, &columns, *name);
    return columns;
}

static bool fail_column(const Call *call, const char *name, const Columns *known, Error *error)
{
    Words names = {0};

    for (size_t at = 0; at < known->count; at++)
        list_add(call->arena, &names, known->items[at].name);
    const char *near = text_nearest(name, names.items, names.count);
    fail(error, OUTCOME_USAGE, "no file has a column \"%s\"", name);
    return near != NULL ? fail_hint(error, "Did you mean \"%s\"?", near)
                        : fail_hint(error, "--column all shows every one.");
}

static Columns usual_columns(const Call *call, const Columns *known)
{
    const SearchOptions *options = call->options;
    Columns columns = {0};

    if (!text_equal(options->archive, REQUESTS))
        return *known;
    for (const char *const *name = SHOWN; *name != NULL; name++)
        if (known->count == 0 || has_column(known, *name))
            add_column(call->arena, &columns, *name);
    return columns;
}

static bool choose_columns(const Call *call, const ArchivedFiles *files, Columns *columns,
                           Error *error)
{
    const SearchOptions *options = call->options;
    Columns known = columns_of(call->arena, files);

    *columns = options->column.count == 0 ? usual_columns(call, &known) : (Columns){0};
    for (size_t at = 0; at < options->column.count; at++) {
        const char *name = options->column.items[at];
        if (text_equal(name, ALL))
            *columns = known;
        else if (files->count > 0 && !has_column(&known, name))
            return fail_column(call, name, &known, error);
        else
            add_column(call->arena, columns, name);
    }
    return true;
}

/* The rows. */

typedef struct {
    Listing listing;
    Columns columns;
    const ArchivedFile *file; /* whose columns the places are */
    size_t *places;           /* SIZE_MAX: the file has no such column */
    const char **values;
} Searching;

static size_t place_of(const char *const *columns, const char *name)
{
    for (size_t at = 0; columns[at] != NULL; at++)
        if (text_equal(columns[at], name))
            return at;
    return SIZE_MAX;
}

static bool take_row(const ArchivedFile *file, const SheetRow *row, void *context, Error *error)
{
    Searching *searching = context;
    const char *const *columns = file->file->file.columns;
    size_t count = searching->columns.count;

    for (size_t at = 0; file != searching->file && at < count; at++)
        searching->places[at] = place_of(columns, searching->columns.items[at].name);
    searching->file = file;
    for (size_t at = 0; at < count; at++)
        searching->values[at] =
            searching->places[at] == SIZE_MAX ? NULL : row->values[searching->places[at]];
    return listing_add(&searching->listing, &(StreamRow){.values = searching->values}, false,
                       error);
}

static int64_t limit_of(const Call *call)
{
    const SearchOptions *options = call->options;

    if (options->limit > 0)
        return options->limit;
    return common_format(common_options(call)) == FORMAT_TABLE ? ROWS_OF_A_TABLE : 0;
}

static bool search_files(const Call *call, Session *session, const ArchivedFiles *files,
                         const ArchiveChoice *choice, Error *error)
{
    Searching searching = {0};
    ArchiveSearch search = {
        .choice = choice,
        .limit = limit_of(call),
        .reader = take_row,
        .context = &searching,
    };
    int64_t found;
    bool has_more;

    if (!archive_filter_check(choice, files, error) ||
        !choose_columns(call, files, &searching.columns, error))
        return false;
    searching.listing = listing_start(call->arena, common_format(common_options(call)),
                                      searching.columns.items, searching.columns.count);
    searching.places = arena_array(call->arena, size_t, searching.columns.count);
    searching.values = arena_array(call->arena, const char *, searching.columns.count);
    if (!listing_add(&searching.listing, &(StreamRow){0}, true, error) ||
        !archive_search(session, files, &search, &found, &has_more, error))
        return false;
    listing_end(&searching.listing);
    if (has_more)
        log_note("there are more than %s; --limit says how many are shown",
                 text_plural(call->arena, found, "row", "rows"));
    if (found == 0)
        log_info("no row is like that");
    return true;
}

static void tell_undone(const Call *call, int64_t runs)
{
    if (runs > 0)
        log_note("%s passed over: undone, so that what was archived went back",
                 text_plural(call->arena, runs, "run is", "runs are"));
}

static bool run(const Call *call, Error *error)
{
    const SearchOptions *options = call->options;
    Session *session CLEANUP(session_close) = NULL;
    ArchiveChoice choice;
    Archives archives;
    ArchivedFiles files;
    int64_t undone_runs;

    if (!archive_choice(call->arena, &options->choice, &choice, error) ||
        !command_session(call, SESSION_JOURNAL, &session, error) ||
        !archives_read(session, &options->archive, 1, &archives, error) ||
        !archive_files(session, &archives, &choice, &files, &undone_runs, error))
        return false;
    tell_undone(call, undone_runs);
    return search_files(call, session, &files, &choice, error);
}

static const Option OPTIONS[] = {
    TEXT(SearchOptions, archive, 0, "ARCHIVE", "which archive, LiteLLM_SpendLogs unless told"),
    WORDS(SearchOptions, column, 0, "COLUMN",
          "a column to show, again for more; \"all\" is every one"),
    NUMBER(SearchOptions, limit, 'n', "NUMBER", 1, INT64_MAX, "no more rows than that"),
    NO_MORE_OPTIONS,
};

static const SearchOptions DEFAULTS = {.archive = REQUESTS};

static const Example EXAMPLES[] = {
    {"litellm-dba logs archive search --request-id chatcmpl-1 --column all --json",
     "all that is known of a request"},
    {"litellm-dba logs archive search --user ann --since 2026-01-01 --csv",
     "what somebody asked for"},
    {"litellm-dba logs archive search --day 2026-11-01 --model gpt-4o --limit 20", "one day"},
    NO_MORE_EXAMPLES,
};

const Command LOGS_ARCHIVE_SEARCH = {
    .name = "search",
    .summary = "find rows in an archive, without a database",
    .description =
        "Reads the archive's files day by day and prints the rows that are meant; only days in the "
        "range are opened. Users, teams and keys are named by their ids, for no database is asked. "
        "JSON and CSV are printed as rows are found; a table shows the first thousand unless "
        "--limit says otherwise. A row that was put back and went again is there twice.",
    .options = OPTIONS,
    .defaults = &DEFAULTS,
    .groups = {INCLUDE_COMMON(SearchOptions, common),
               INCLUDE_ARCHIVE_CHOICE(SearchOptions, choice)},
    .options_size = sizeof(SearchOptions),
    .examples = EXAMPLES,
    .run = run,
};
