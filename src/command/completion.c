/* completion - a script that completes command lines in a shell. */
#include "command/commands.h"

#include <stdio.h>

#include "cli/completion.h"
#include "cli/options.h"

typedef struct {
    CommonOptions common;
} CompletionOptions;

static bool run(const Call *call, Error *error)
{
    return completion_print(&PROGRAM, call->operands[0], stdout, error);
}

static const char *const *shells(Arena *arena)
{
    (void) arena;
    return COMPLETION_SHELLS;
}

static const Example EXAMPLES[] = {
    {"litellm-dba completion bash", "put it where your bash looks for completions"},
    NO_MORE_EXAMPLES,
};

const Command COMPLETION = {
    .name = "completion",
    .summary = "print a completion script for bash, zsh or fish",
    .description = "\"make install\" puts the scripts where the shells look for them.",
    .operands = "SHELL",
    .operand_words = shells,
    .groups = {INCLUDE_COMMON(CompletionOptions, common)},
    .options_size = sizeof(CompletionOptions),
    .examples = EXAMPLES,
    .run = run,
};
