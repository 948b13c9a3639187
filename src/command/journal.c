/* journal - what was done, by whom, when, and the proof of it. */
#include "command/commands.h"

#include <stddef.h>

#include "cli/options.h"

typedef struct {
    CommonOptions common;
} JournalOptions;

static const Command *const SUBCOMMANDS[] = {
    &JOURNAL_LIST, &JOURNAL_SHOW, &JOURNAL_VERIFY, &JOURNAL_EXPORT, &JOURNAL_SETTLE, NULL,
};

const Command JOURNAL = {
    .name = "journal",
    .summary = "what was done, by whom, when, and the proof of it",
    .description =
        "Every operation is in the journal before it starts and after it ends. The journal is a "
        "SQLite file in the state folder; its rows are never changed, and each carries the digest "
        "of the one before.",
    .groups = {INCLUDE_COMMON(JournalOptions, common)},
    .options_size = sizeof(JournalOptions),
    .subcommands = SUBCOMMANDS,
};
