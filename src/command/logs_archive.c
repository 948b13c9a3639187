/* logs archive - what retention has put aside: lists it, proves it, searches it, puts it back. */
#include "command/commands.h"

#include "cli/options.h"

typedef struct {
    CommonOptions common;
} ArchiveOptions;

static const Command *const SUBCOMMANDS[] = {
    &LOGS_ARCHIVE_LIST, &LOGS_ARCHIVE_VERIFY, &LOGS_ARCHIVE_SEARCH, &LOGS_ARCHIVE_RESTORE, NULL,
};

const Command LOGS_ARCHIVE = {
    .name = "archive",
    .summary = "what retention has put aside: list, verify, search, put back",
    .description =
        "An archive is a folder below archives/ in the state folder, named for its table: CSV "
        "compressed with zstd, one folder for each day in UTC, laid out so that DuckDB, Trino, "
        "Spark and Athena read it where it lies. In DuckDB:\n\n"
        "SELECT sum(spend::DOUBLE) FROM read_csv('LiteLLM_SpendLogs/date=*/part-*.csv.zst', "
        "hive_partitioning=true, all_varchar=true, nullstr='', allow_quoted_nulls=false, "
        "union_by_name=true);\n\n"
        "What redact and slim keep lies apart, in LiteLLM_SpendLogs.redacted and .slimmed: each "
        "column as it was, and with _after behind its name as it became.",
    .groups = {INCLUDE_COMMON(ArchiveOptions, common)},
    .options_size = sizeof(ArchiveOptions),
    .subcommands = SUBCOMMANDS,
};
