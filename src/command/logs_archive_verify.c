/* logs archive verify - the proof that the archives are what was written. */
#include "command/commands.h"

#include <stdio.h>

#include "admin/archive_verify.h"
#include "base/cleanup.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/options.h"
#include "cli/progress.h"
#include "cli/table.h"
#include "command/session.h"

typedef struct {
    CommonOptions common;
    int64_t run;
} VerifyOptions;

static const Column COLUMNS[] = {
    {"archive", NULL, COLUMN_TEXT},
    {"file", NULL, COLUMN_TEXT},
    {"row", NULL, COLUMN_NUMBER},
    {"finding", NULL, COLUMN_TEXT},
};

static void print_findings(const Call *call, const ArchiveProof *proof)
{
    Table *table = table_new(call->arena, COLUMNS, sizeof COLUMNS / sizeof *COLUMNS);

    for (size_t at = 0; at < proof->findings.count; at++) {
        const ArchiveFinding *finding = &proof->findings.items[at];
        table_add(table, cell_text(finding->archive), cell_text(finding->file),
                  cell_some(finding->row), cell_text(finding->what));
    }
    table_print(table, common_format(common_options(call)), stdout);
}

static bool report(const Call *call, const ArchiveProof *proof, Error *error)
{
    Arena *arena = call->arena;

    if (proof->findings.count > 0 || common_format(common_options(call)) != FORMAT_TABLE)
        print_findings(call, proof);
    if (proof->archives == 0)
        log_info("there are no archives");
    else
        log_info(
            "%s of %s read again: %s, %s of CSV", text_plural(arena, proof->files, "file", "files"),
            text_plural(arena, proof->runs, "run", "runs"),
            text_plural(arena, proof->rows, "row", "rows"), text_bytes(arena, proof->csv_bytes));
    if (proof->findings.count == 0)
        return true;
    fail(error, OUTCOME_FOUND, "the archives are not as they were written");
    fail_detail(error, "%s.",
                text_plural(arena, (int64_t) proof->findings.count, "finding", "findings"));
    return fail_hint(error, "Take what is damaged or missing from a copy of the state folder.");
}

static bool run(const Call *call, Error *error)
{
    const VerifyOptions *options = call->options;
    Session *session CLEANUP(session_close) = NULL;
    VerifyRequest request = {
        .names = call->operands,
        .count = call->operand_count,
        .run = options->run,
        .tell = progress_step,
    };
    ArchiveProof proof;
    int64_t bytes;

    if (!command_session(call, SESSION_JOURNAL, &session, error) ||
        !archive_verify_bytes(session, &request, &bytes, error))
        return false;
    progress_begin(call->name, bytes, NULL);
    bool is_done = archive_verify(session, &request, &proof, error);
    progress_end();
    return is_done && report(call, &proof, error);
}

static const Option OPTIONS[] = {
    NUMBER(VerifyOptions, run, 0, "OPERATION", 1, INT64_MAX, "only what this operation archived"),
    NO_MORE_OPTIONS,
};

static const Example EXAMPLES[] = {
    {"litellm-dba logs archive verify", "exit code 6, and which files and rows, if any is damaged"},
    {"litellm-dba logs archive verify --run 42 --json", "what one run has put aside"},
    NO_MORE_EXAMPLES,
};

const Command LOGS_ARCHIVE_VERIFY = {
    .name = "verify",
    .summary = "read every byte and every row of the archives again",
    .description =
        "Holds each file against what its run wrote down: bytes and SHA-256 of the file and of the "
        "CSV in it, columns and rows, and that each row lies under its own day. Names what is "
        "damaged, files that no run speaks of, and what is missing, also as far as the journal "
        "knows of it. No database is asked.",
    .operands = "[ARCHIVE...]",
    .options = OPTIONS,
    .groups = {INCLUDE_COMMON(VerifyOptions, common)},
    .options_size = sizeof(VerifyOptions),
    .examples = EXAMPLES,
    .run = run,
};
