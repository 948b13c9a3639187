/* journal settle - a person decides what became of an operation in doubt. */
#include "command/commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/parse.h"
#include "cli/options.h"
#include "cli/prompt.h"
#include "command/session.h"
#include "operation/doubt.h"

typedef struct {
    CommonOptions common;
    const char *as;
    bool yes;
} SettleOptions;

static const char COMPLETED[] = "completed";
static const char INTERRUPTED[] = "interrupted";
static const char *const ENDINGS[] = {COMPLETED, INTERRUPTED, NULL};

static bool run(const Call *call, Error *error)
{
    const SettleOptions *options = call->options;
    Session *session CLEANUP(session_close) = NULL;
    int64_t operation;

    if (options->as == NULL) {
        fail(error, OUTCOME_USAGE, "--as is needed: completed or interrupted");
        return fail_hint(error, "Say completed when the tables show the change, interrupted "
                                "when they do not.");
    }
    bool was_committed = strcmp(options->as, COMPLETED) == 0;
    if (!parse_number(call->operands[0], 1, INT64_MAX, &operation, error) ||
        !command_session(call, SESSION_JOURNAL, &session, error) ||
        (!options->yes &&
         !prompt_yes(arena_format(call->arena, "Record operation %" PRId64 " as %s?", operation,
                                  options->as),
                     error)) ||
        !doubt_decide(session, operation, was_committed, error))
        return false;
    printf("Operation %" PRId64 " is %s.\n", operation, options->as);
    return true;
}

static const Option OPTIONS[] = {
    CHOICE(SettleOptions, as, 0, "OUTCOME", ENDINGS,
           "what the tables show: completed or interrupted"),
    SWITCH(SettleOptions, yes, 'y', "do not ask"),
    NO_MORE_OPTIONS,
};

static const Example EXAMPLES[] = {
    {"litellm-dba journal settle 42 --as completed", "the tables show that 42 was committed"},
    NO_MORE_EXAMPLES,
};

const Command JOURNAL_SETTLE = {
    .name = "settle",
    .summary = "record what became of an operation in doubt",
    .description =
        "Only for an operation of which it could not be established whether its commit happened: "
        "the message that said so names what to look at. As completed its files are kept and "
        "undo works; as interrupted they are removed.",
    .operands = "OPERATION",
    .options = OPTIONS,
    .groups = {INCLUDE_COMMON(SettleOptions, common)},
    .options_size = sizeof(SettleOptions),
    .examples = EXAMPLES,
    .run = run,
};
