/* logs - what grows: how large it is, and retention. */
#include "command/commands.h"

#include "cli/options.h"

typedef struct {
    CommonOptions common;
} LogsOptions;

static const Command *const SUBCOMMANDS[] = {
    &LOGS_SIZE,       &LOGS_PRUNE,  &LOGS_REDACT,  &LOGS_SLIM,
    &LOGS_PARTITIONS, &LOGS_LEDGER, &LOGS_ARCHIVE, NULL};

const Command LOGS = {
    .name = "logs",
    .summary = "retention of everything that grows",
    .groups = {INCLUDE_COMMON(LogsOptions, common)},
    .options_size = sizeof(LogsOptions),
    .subcommands = SUBCOMMANDS,
};
