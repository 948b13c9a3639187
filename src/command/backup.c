/* backup - sets of CSV files that are consistent, verified and proven restorable. */
#include "command/commands.h"

#include <stddef.h>

#include "cli/options.h"

typedef struct {
    CommonOptions common;
} BackupOptions;

static const Command *const SUBCOMMANDS[] = {
    &BACKUP_CREATE, &BACKUP_LIST,  &BACKUP_SHOW, &BACKUP_VERIFY, &BACKUP_REHEARSE,
    &BACKUP_DIFF,   &BACKUP_PRUNE, &BACKUP_PIN,  &BACKUP_UNPIN,  NULL,
};

const Command BACKUP = {
    .name = "backup",
    .summary = "sets of CSV files: made, verified, rehearsed, compared, removed",
    .description =
        "A set is a folder with a CSV file for each table and a manifest, in sets/ of the state "
        "folder. It shows the database at one instant, psql and a spreadsheet can read it, and it "
        "has its name only when all of it is on disk.",
    .groups = {INCLUDE_COMMON(BackupOptions, common)},
    .options_size = sizeof(BackupOptions),
    .subcommands = SUBCOMMANDS,
};
