/* undo - takes an operation back. */
#include "command/commands.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/parse.h"
#include "cli/options.h"
#include "command/batches.h"
#include "command/change.h"
#include "command/session.h"
#include "command/set_operand.h"
#include "operation/undo.h"
#include "operation/undo_series.h"

typedef struct {
    CommonOptions common;
    ChangeOptions change;
    IdentityOptions identity;
    const char *keep;
} UndoOptions;

static const char THEIRS[] = "theirs";
static const char MINE[] = "mine";
static const char *const KEEPS[] = {THEIRS, MINE, NULL};

static const char *question(const Call *call, const Undo *undo)
{
    return arena_format(call->arena, "Undo operation %" PRId64 "?", undo->operation);
}

static bool run_change(const Call *call, Session *session, Undo *undo, Error *error)
{
    const UndoOptions *options = call->options;
    OperationRequest request = {
        .plan = &undo->plan,
        .undoes = undo->operation,
        .statement_timeout_ms = undo_timeout_ms(undo),
        .work = undo_work,
        .context = undo,
    };
    ChangeDecision decision;

    if (!change_decide(call, &options->change, &undo->plan, question(call, undo), &decision, error))
        return false;
    return decision == CHANGE_STOPS || change_run(call, &options->change, session, &request,
                                                  decision, OUTCOME_COMPLETED, error);
}

static bool run_series(const Call *call, Session *session, Undo *undo, Error *error)
{
    const UndoOptions *options = call->options;
    SeriesRequest request = {
        .plan = &undo->plan,
        .undoes = undo->operation,
        .work = undo_series_work,
        .context = undo,
    };
    ChangeDecision decision;
    SeriesResult result;

    if (!change_decide(call, &options->change, &undo->plan, question(call, undo), &decision, error))
        return false;
    if (decision == CHANGE_STOPS)
        return true;
    if (!batches_run(call, &options->change, session, &request, decision, &result, error))
        return false;
    batches_report(call, &undo->plan, &result);
    return batches_conclude(call, &result, error);
}

static bool run(const Call *call, Error *error)
{
    const UndoOptions *options = call->options;
    UndoKeep keep = strcmp(options->keep, MINE) == 0 ? UNDO_KEEPS_MINE : UNDO_KEEPS_THEIRS;
    Session *session CLEANUP(session_close) = NULL;
    int64_t operation;
    Undo undo;

    if (!parse_number(call->operands[0], 1, INT64_MAX, &operation, error) ||
        !command_session(call, SESSION_CHANGES, &session, error))
        return false;
    if (options->identity.identity != NULL)
        session->identity_file = options->identity.identity;
    if (!undo_plan(session, operation, keep, &undo, error))
        return false;
    return undo.is_series ? run_series(call, session, &undo, error)
                          : run_change(call, session, &undo, error);
}

static const Option OPTIONS[] = {
    CHOICE(UndoOptions, keep, 0, "WHOSE", KEEPS,
           "of a row that somebody changed since, keep theirs (the default) or mine"),
    NO_MORE_OPTIONS,
};

static const UndoOptions DEFAULTS = {.keep = THEIRS};

static const Example EXAMPLES[] = {
    {"litellm-dba undo 42 --dry-run", "what would come back, and what others have changed since"},
    {"litellm-dba undo 42", "take operation 42 back"},
    NO_MORE_EXAMPLES,
};

const Command UNDO = {
    .name = "undo",
    .summary = "take an operation back",
    .description =
        "Puts back what the operation deleted, takes out what it inserted, and gives edited "
        "columns their old value, in one transaction. Rows that somebody changed since are kept "
        "as they are; of a roster or a list that somebody changed since, exactly our removals are "
        "put back.\n\n"
        "The operation's files are verified first. An undo is an operation itself, and can be "
        "undone.",
    .operands = "OPERATION",
    .options = OPTIONS,
    .defaults = &DEFAULTS,
    .groups = {INCLUDE_IDENTITY(UndoOptions, identity), INCLUDE_COMMON(UndoOptions, common),
               INCLUDE_CHANGE(UndoOptions, change)},
    .options_size = sizeof(UndoOptions),
    .examples = EXAMPLES,
    .run = run,
};
