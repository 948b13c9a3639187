/* commands.c - the program and its top level. */
#include "command/commands.h"

#include <stddef.h>

#include "cli/options.h"

typedef struct {
    CommonOptions common;
} RootOptions;

static const Command *const TOP_LEVEL[] = {
    &STATUS,  &ORPHANS, &USER, &SSO,        &LOGS, &BACKUP, &RESTORE,
    &JOURNAL, &UNDO,    &SQL,  &COMPLETION, &MAN,  NULL,
};

static const Example EXAMPLES[] = {
    {"litellm-dba status", "one page about the database that DATABASE_URL names"},
    {"litellm-dba orphans", "what has lost its owner, a line per class"},
    {"litellm-dba orphans clean key-without-user --dry-run", "the plan, and nothing more"},
    {"litellm-dba user show ID", "everything that belongs to a user"},
    {"litellm-dba backup create", "a set of CSV files that shows the database at one instant"},
    {"litellm-dba undo 42", "take operation 42 back"},
    NO_MORE_EXAMPLES,
};

static const Command ROOT = {
    .name = "litellm-dba",
    .summary = "keep the database of a LiteLLM proxy clean, and be able to take it back",
    .description =
        "Works directly on the PostgreSQL database of a LiteLLM proxy. Whatever it removes or "
        "changes is first in a file that is flushed and checksummed; every operation is in a "
        "local journal, and undo takes it back.\n\n"
        "A changing command shows its plan first. On a terminal it asks; without one it refuses "
        "unless --yes or --confirm was given.\n\n"
        "The database is named by --dbname, else LITELLM_DBA_DATABASE_URL, else DATABASE_URL as "
        "LiteLLM writes it, else the usual PG variables, service and password files.",
    .groups = {INCLUDE_COMMON(RootOptions, common)},
    .options_size = sizeof(RootOptions),
    .examples = EXAMPLES,
    .subcommands = TOP_LEVEL,
};

static const Note VARIABLES[] = {
    {"LITELLM_DBA_DATABASE_URL", "the database, before DATABASE_URL"},
    {"DATABASE_URL", "the database, as LiteLLM has it; Prisma's parameters are understood"},
    {"PGHOST, PGPORT, PGUSER, PGSERVICE, PGPASSFILE, PGSSLMODE ...", "libpq's own"},
    {"LITELLM_MASTER_KEY", "if it is set, the key of that hash is never an orphan"},
    {"LITELLM_SALT_KEY",
     "if it is set, a backup keeps a fingerprint of it (else of the master key)"},
    {"NO_COLOR", "no colour when it is not empty"},
    NO_MORE_NOTES,
};

static const Note FILES[] = {
    {"journal.db", "in the state folder: every operation, chained by SHA-256"},
    {"sets/YYYYMMDDTHHMMSSZ-XXXX/", "in the state folder: a backup, with a README for psql"},
    {"operations/NNNNNN/", "in the state folder: pre-images, undo.sql and a README"},
    {"$XDG_STATE_HOME/litellm-dba", "the state folder of an installed program"},
    {"/var/lib/litellm-dba", "the same for root"},
    NO_MORE_NOTES,
};

const Program PROGRAM = {
    .name = "litellm-dba",
    .version = VERSION,
    .licence = "MIT licence: free software, without warranty",
    .root = &ROOT,
    .variables = VARIABLES,
    .files = FILES,
};
