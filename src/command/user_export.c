/* user export - the file that brings everybody back. */
#include "command/commands.h"

#include <stdio.h>

#include "admin/user_export.h"
#include "base/cleanup.h"
#include "base/csv.h"
#include "base/log.h"
#include "cli/options.h"
#include "command/listing.h"
#include "command/session.h"
#include "file/file.h"

typedef struct {
    CommonOptions common;
    const char *output;
    bool team_aliases;
} ExportOptions;

static const Column COLUMNS[] = {
    {"user_id", NULL, COLUMN_TEXT}, {"email", NULL, COLUMN_TEXT},     {"role", NULL, COLUMN_TEXT},
    {"team", NULL, COLUMN_TEXT},    {"key_alias", NULL, COLUMN_TEXT},
};

enum { COLUMN_TOTAL = sizeof COLUMNS / sizeof *COLUMNS };

/* A file's content is collected, for it is written whole or not at all. */
typedef struct {
    Text *text;
    int64_t rows;
} Sheet;

static bool add_to_sheet(void *context, const StreamRow *row, bool is_header, Error *error)
{
    Sheet *sheet = context;

    (void) error;
    sheet_add_row(sheet->text, is_header ? row->names : row->values, NULL, COLUMN_TOTAL,
                  SHEET_QUOTE_NEEDED);
    sheet->rows += !is_header;
    return true;
}

static bool write_file(const Call *call, Session *session, Error *error)
{
    const ExportOptions *options = call->options;
    Sheet sheet = {.text = text_new(call->arena)};

    if (!user_export(session, options->team_aliases, add_to_sheet, &sheet, error) ||
        !file_replace(options->output, text_value(sheet.text), text_length(sheet.text), error))
        return false;
    log_info("%s in %s", text_plural(call->arena, sheet.rows, "line", "lines"), options->output);
    return true;
}

static bool print(const Call *call, Session *session, Error *error)
{
    const ExportOptions *options = call->options;
    TableFormat format = options->common.json ? FORMAT_JSON : FORMAT_CSV;
    Listing listing = listing_start(call->arena, format, COLUMNS, COLUMN_TOTAL);

    if (!user_export(session, options->team_aliases, listing_add, &listing, error))
        return false;
    listing_end(&listing);
    return true;
}

static bool run(const Call *call, Error *error)
{
    const ExportOptions *options = call->options;
    Session *session CLEANUP(session_close) = NULL;

    if (options->output != NULL && options->common.json) {
        fail(error, OUTCOME_USAGE, "--output is for CSV, not for --json");
        return fail_hint(error, "Leave one of the two out, or redirect: --json > FILE.");
    }
    if (!command_session(call, SESSION_READS, &session, error))
        return false;
    return options->output != NULL ? write_file(call, session, error) : print(call, session, error);
}

static const Option OPTIONS[] = {
    TEXT(ExportOptions, output, 'o', "FILE", "write there, for nobody else to read",
         .completion = COMPLETE_FILES),
    SWITCH(ExportOptions, team_aliases, 0, "name teams by their alias, where it means one team"),
    NO_MORE_OPTIONS,
};

static const Example EXAMPLES[] = {
    {"litellm-dba user export > users.csv", "everybody, their teams and keys"},
    {"litellm-dba user export --output users.csv", "the same, with mode 0600, whole or not at all"},
    {"litellm-dba user export --team-aliases", "for a proxy whose teams will get new ids"},
    NO_MORE_EXAMPLES,
};

const Command USER_EXPORT = {
    .name = "export",
    .summary = "write the CSV for bulk onboarding: users, teams, key aliases",
    .description =
        "CSV with the headings user_id,email,role,team,key_alias, in UTF-8, sorted bytewise: a "
        "line "
        "for each user and team, and for each further key of the user there. Key_alias is empty "
        "where no key has a name; a line without a team stands for a user without one, or for a "
        "personal key. Only keys that work are named: none that is blocked or has expired, no "
        "session of the dashboard, none of a team that is gone.\n\n"
        "A user is in a team if its roster, its lists or the user's own list says so. Users that "
        "LiteLLM makes by itself, such as default_user_id, are left out. The file holds no secret, "
        "but names and e-mails.",
    .options = OPTIONS,
    .groups = {INCLUDE_COMMON(ExportOptions, common)},
    .options_size = sizeof(ExportOptions),
    .examples = EXAMPLES,
    .run = run,
};
