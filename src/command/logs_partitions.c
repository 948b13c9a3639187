/* logs partitions - what the log is divided into, and what was put aside. */
#include "command/commands.h"

#include <inttypes.h>
#include <stdio.h>

#include "admin/partitions.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "cli/options.h"
#include "cli/table.h"
#include "command/session.h"
#include "operation/quarantine.h"
#include "server/transaction.h"

typedef struct {
    CommonOptions common;
} PartitionsOptions;

static const Column COLUMNS[] = {
    {"partition", NULL, COLUMN_TEXT},
    {"kind", NULL, COLUMN_TEXT},
    {"from", NULL, COLUMN_TIME},
    {"to", NULL, COLUMN_TIME},
    {"rows", "rows, about", COLUMN_COUNT},
    {"total_bytes", "size", COLUMN_BYTES},
    {"index_bytes", "of it indexes", COLUMN_BYTES},
    {"oldest", NULL, COLUMN_TIME},
    {"newest", NULL, COLUMN_TIME},
    {"detached", NULL, COLUMN_TIME},
    {"operation", NULL, COLUMN_NUMBER},
};

static Cell cell_about(double number)
{
    return cell_number((int64_t) (number + 0.5));
}

static void add_partition(Table *table, const LogPartition *found)
{
    table_add(table, cell_text(found->name), cell_text(partition_kind_name(found->kind)),
              cell_text(found->bounds.from), cell_text(found->bounds.to), cell_about(found->rows),
              cell_number(found->total_bytes), cell_number(found->index_bytes),
              cell_text(found->oldest), cell_text(found->newest), cell_null(), cell_null());
}

static void add_aside(Arena *arena, Table *table, const AsideTable *found)
{
    PartitionBounds bounds = {0};
    const char *name = arena_format(arena, "%s.%s", found->schema, found->name);

    partition_bounds_parse(arena, found->comment.bound, &bounds);
    table_add(table, cell_text(name), cell_text("quarantine"), cell_text(bounds.from),
              cell_text(bounds.to), cell_about(found->rows), cell_number(found->total_bytes),
              cell_number(found->index_bytes), cell_null(), cell_null(),
              cell_number(found->comment.detached), cell_number(found->comment.operation));
}

/* LiteLLM makes partitions ahead, which fails for a time of which the default has rows. */
static void tell_of_default(Arena *arena, const LogPartitions *partitions)
{
    for (size_t at = 0; at < partitions->count; at++) {
        const LogPartition *found = &partitions->items[at];
        if (found->kind == PARTITION_DEFAULT && found->newest != NULL)
            log_note("the default partition has about %s, from %s to %s: no partition can be made "
                     "for a time of which it has rows",
                     text_plural(arena, (int64_t) (found->rows + 0.5), "row", "rows"),
                     found->oldest, found->newest);
    }
}

static bool read(Session *session, LogPartitions *partitions, Error *error)
{
    if (!transaction_begin(session->server, &(TransactionOptions){.kind = TRANSACTION_READ}, error))
        return false;
    bool is_read = partitions_read(session, partitions, error);
    transaction_rollback(session->server);
    return is_read;
}

static bool run(const Call *call, Error *error)
{
    Session *session CLEANUP(session_close) = NULL;
    Table *table = table_new(call->arena, COLUMNS, sizeof COLUMNS / sizeof *COLUMNS);
    LogPartitions partitions;
    AsideTables aside;

    if (!command_session(call, SESSION_READS, &session, error) ||
        !read(session, &partitions, error) || !quarantine_read(session, &aside, error))
        return false;
    if (!partitions_are_there(session))
        log_note("the log of requests is not partitioned");
    for (size_t at = 0; at < partitions.count; at++)
        add_partition(table, &partitions.items[at]);
    for (size_t at = 0; at < aside.count; at++)
        add_aside(call->arena, table, &aside.items[at]);
    tell_of_default(call->arena, &partitions);
    table_print(table, common_format(common_options(call)), stdout);
    return true;
}

static const Example EXAMPLES[] = {
    {"litellm-dba logs partitions", "each with its bounds and its size"},
    {"litellm-dba logs partitions --json", "the same for a program"},
    NO_MORE_EXAMPLES,
};

const Command LOGS_PARTITIONS = {
    .name = "partitions",
    .summary = "what the log of requests is divided into",
    .description =
        "The partitions of the log by their bounds, which are read from the catalog: names say "
        "nothing. Those of kind \"range\" leave as a whole when \"logs prune\" finds them expired; "
        "the default partition never does; those that are divided again, or whose bounds are not "
        "understood, are pruned row by row.\n\n"
        "Those of kind \"quarantine\" were detached by an operation and wait to be dropped. "
        "\"undo\" "
        "of that operation makes them partitions again. Rows are the server's estimates.",
    .groups = {INCLUDE_COMMON(PartitionsOptions, common)},
    .options_size = sizeof(PartitionsOptions),
    .examples = EXAMPLES,
    .run = run,
};
