/* backup verify - whether sets are what was written. */
#include "command/commands.h"

#include <stdio.h>

#include "admin/verify.h"
#include "base/cleanup.h"
#include "base/log.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/table.h"
#include "command/session.h"
#include "command/set_operand.h"

typedef struct {
    CommonOptions common;
    IdentityOptions identity;
} VerifyOptions;

static const Column COLUMNS[] = {
    {"set", NULL, COLUMN_TEXT},  {"table", NULL, COLUMN_TEXT},   {"file", NULL, COLUMN_TEXT},
    {"row", NULL, COLUMN_COUNT}, {"finding", NULL, COLUMN_TEXT},
};

static void add_findings(Table *table, const VerifyResult *result)
{
    for (size_t at = 0; at < result->findings.count; at++) {
        const VerifyFinding *finding = &result->findings.items[at];
        table_add(table, cell_text(result->set.name), cell_text(finding->table),
                  cell_text(finding->file), cell_some(finding->row), cell_text(finding->text));
    }
}

static void tell(const Call *call, const VerifyResult *result)
{
    Arena *arena = call->arena;

    if (common_format(common_options(call)) != FORMAT_TABLE || log_level() == LOG_QUIET)
        return;
    printf("%s is as it was written and can be read: %s, %s, %s of CSV, in %s\n", result->set.name,
           text_plural(arena, (int64_t) result->set.table_count, "table", "tables"),
           text_plural(arena, set_rows(&result->set), "row", "rows"),
           text_bytes(arena, set_csv_bytes(&result->set)),
           text_duration(arena, result->duration_ms));
}

static bool verify(const Call *call, Session *session, const char *folder, Table *table,
                   Error *error)
{
    const VerifyOptions *options = call->options;
    VerifyRequest request = {
        .folder = folder,
        .identity = options->identity.identity,
        .tell = progress_step,
    };
    VerifyResult result;
    Set set;

    if (!set_read(call->arena, folder, &set, error))
        return false;
    progress_begin(call->name, set_csv_bytes(&set), NULL);
    bool is_well = verify_set(session, &request, &result, error);
    progress_end();
    add_findings(table, &result);
    if (is_well)
        tell(call, &result);
    return is_well;
}

/* One damaged set is no reason not to look at the others. */
static bool verify_all(const Call *call, Session *session, Table *table, Error *error)
{
    size_t count = call->operand_count == 0 ? 1 : call->operand_count;
    bool is_well = true;

    for (size_t at = 0; at < count; at++) {
        const char *folder;
        Error failure;
        if (set_operand(call, session, at, &folder, &failure) &&
            verify(call, session, folder, table, &failure))
            continue;
        if (failure.outcome != OUTCOME_FOUND && failure.outcome != OUTCOME_FILE_ERROR) {
            *error = failure;
            return false;
        }
        if (is_well)
            *error = failure;
        is_well = false;
    }
    return is_well;
}

static bool run(const Call *call, Error *error)
{
    Session *session CLEANUP(session_close) = NULL;
    Table *table = table_new(call->arena, COLUMNS, sizeof COLUMNS / sizeof *COLUMNS);
    TableFormat format = common_format(common_options(call));

    if (!command_session(call, SESSION_FILES, &session, error))
        return false;
    bool is_well = verify_all(call, session, table, error);
    if (table_rows(table) > 0 || (is_well && format != FORMAT_TABLE))
        table_print(table, format, stdout);
    return is_well;
}

static const Example EXAMPLES[] = {
    {"litellm-dba backup verify", "the newest set"},
    {"litellm-dba backup verify /mnt/copy/20261121T030000Z-3f9c", "a copy of a set"},
    {"litellm-dba backup verify --identity ~/.age/dba.txt latest", "one that is encrypted"},
    NO_MORE_EXAMPLES,
};

const Command BACKUP_VERIFY = {
    .name = "verify",
    .summary = "check every byte of a set, without a server",
    .description =
        "Reads all of it: the digests of the files and of the CSV in them, the number of rows and "
        "fields, that every value is one its column can hold, that what refers to another table "
        "finds a row there. What is wrong is named with file, row and column, and the exit code is "
        "6. A file that a spreadsheet has saved is recognised. What was found is noted in the set "
        "and in the journal.",
    .operands = "[SET...]",
    .groups = {INCLUDE_IDENTITY(VerifyOptions, identity), INCLUDE_COMMON(VerifyOptions, common)},
    .options_size = sizeof(VerifyOptions),
    .examples = EXAMPLES,
    .run = run,
};
