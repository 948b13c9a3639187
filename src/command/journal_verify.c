/* journal verify - the proof that nobody rewrote the journal. */
#include "command/commands.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/options.h"
#include "cli/table.h"
#include "command/session.h"
#include "journal/chain.h"
#include "operation/anchors.h"

typedef struct {
    CommonOptions common;
} VerifyOptions;

static const Column FINDING_COLUMNS[] = {
    {"row", NULL, COLUMN_NUMBER},
    {"operation", NULL, COLUMN_NUMBER},
    {"what", NULL, COLUMN_TEXT},
    {"finding", NULL, COLUMN_TEXT},
};

static void print_findings(const Call *call, const JournalProof *proof)
{
    Table *table =
        table_new(call->arena, FINDING_COLUMNS, sizeof FINDING_COLUMNS / sizeof *FINDING_COLUMNS);

    for (size_t at = 0; at < proof->finding_count; at++) {
        const JournalFinding *finding = &proof->findings[at];
        table_add(table, cell_some(finding->sequence), cell_some(finding->operation),
                  cell_text(journal_damage_name(finding->what)), cell_text(finding->text));
    }
    table_print(table, common_format(common_options(call)), stdout);
}

static bool run_verify(const Call *call, Error *error)
{
    Session *session CLEANUP(session_close) = NULL;
    JournalProof proof;
    Anchors anchors = {0};

    if (!command_session(call, SESSION_JOURNAL, &session, error) ||
        !anchors_read(session, &anchors, error) ||
        !journal_verify(session->journal, call->arena, anchors.items, anchors.count, &proof, error))
        return false;
    if (proof.finding_count > 0 || common_format(common_options(call)) != FORMAT_TABLE)
        print_findings(call, &proof);
    if (proof.finding_count > 0) {
        fail(error, OUTCOME_FOUND, "the journal is not as it was written");
        return fail_detail(
            error, "%s.",
            text_plural(call->arena, (int64_t) proof.finding_count, "finding", "findings"));
    }
    log_info("%" PRId64 " rows, every one as it was written; the last is %" PRId64 ", %s",
             proof.event_count, proof.head_sequence, proof.head_hash);
    return true;
}

static const Example VERIFY_EXAMPLES[] = {
    {"litellm-dba journal verify", "exit code 6, and which rows, when somebody touched it"},
    NO_MORE_EXAMPLES,
};

const Command JOURNAL_VERIFY = {
    .name = "verify",
    .summary = "prove that nobody rewrote the journal",
    .description =
        "Walks the chain of SHA-256 digests and names every row that was changed, removed or "
        "inserted. The heads of the chain that are kept in the folders of operations are held "
        "against it too.",
    .groups = {INCLUDE_COMMON(VerifyOptions, common)},
    .options_size = sizeof(VerifyOptions),
    .examples = VERIFY_EXAMPLES,
    .run = run_verify,
};
