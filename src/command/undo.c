/* undo - takes an operation back. */
#include "command/commands.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/parse.h"
#include "cli/options.h"
#include "command/change.h"
#include "command/session.h"
#include "operation/undo.h"

typedef struct {
    CommonOptions common;
    ChangeOptions change;
    const char *keep;
} UndoOptions;

static const char THEIRS[] = "theirs";
static const char MINE[] = "mine";
static const char *const KEEPS[] = {THEIRS, MINE, NULL};

static bool run(const Call *call, Error *error)
{
    const UndoOptions *options = call->options;
    UndoKeep keep = strcmp(options->keep, MINE) == 0 ? UNDO_KEEPS_MINE : UNDO_KEEPS_THEIRS;
    Session *session CLEANUP(session_close) = NULL;
    int64_t operation;
    Undo undo;
    ChangeDecision decision;

    if (!parse_number(call->operands[0], 1, INT64_MAX, &operation, error) ||
        !command_session(call, SESSION_CHANGES, &session, error) ||
        !undo_plan(session, operation, keep, &undo, error) ||
        !change_decide(call, &options->change, &undo.plan,
                       arena_format(call->arena, "Undo operation %" PRId64 "?", operation),
                       &decision, error))
        return false;
    if (decision == CHANGE_STOPS)
        return true;

    OperationRequest request = {
        .plan = &undo.plan,
        .undoes = operation,
        .work = undo_work,
        .context = &undo,
    };
    return change_run(call, &options->change, session, &request, decision, error);
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
    .groups = {INCLUDE_COMMON(UndoOptions, common), INCLUDE_CHANGE(UndoOptions, change)},
    .options_size = sizeof(UndoOptions),
    .examples = EXAMPLES,
    .run = run,
};
