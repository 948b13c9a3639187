/* man - the manual page of the whole program. */
#include "command/commands.h"

#include <stdio.h>

#include "cli/man.h"
#include "cli/options.h"

typedef struct {
    CommonOptions common;
} ManOptions;

static bool run(const Call *call, Error *error)
{
    (void) call;
    (void) error;
    man_print(&PROGRAM, stdout);
    return true;
}

static const Example EXAMPLES[] = {
    {"litellm-dba man", "roff on stdout; pipe it to \"man -l -\""},
    NO_MORE_EXAMPLES,
};

const Command MAN = {
    .name = "man",
    .summary = "print the manual page",
    .description = "Made from the same tables as --help. \"make install\" installs it.",
    .groups = {INCLUDE_COMMON(ManOptions, common)},
    .options_size = sizeof(ManOptions),
    .examples = EXAMPLES,
    .run = run,
};
