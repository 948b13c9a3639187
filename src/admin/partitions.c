#include "admin/partitions.h"

#include <stdlib.h>
#include <string.h>

#include "admin/log_table.h"
#include "base/cleanup.h"
#include "base/text.h"
#include "build/sql.h"
#include "server/query.h"

static const char *const KINDS[] = {
    [PARTITION_RANGE] = "range",
    [PARTITION_DEFAULT] = "default",
    [PARTITION_DIVIDED] = "divided",
    [PARTITION_UNKNOWN] = "unknown",
};

const char *partition_kind_name(PartitionKind kind)
{
    return KINDS[kind];
}

bool partitions_are_there(const Session *session)
{
    const CatalogTable *log = catalog_table(session->catalog, SPEND_LOGS);

    return log != NULL && log->is_partitioned;
}

static PartitionKind kind_of(const Rows *rows, int row, const LogPartition *partition,
                             bool is_understood)
{
    if (!rows_boolean(rows, row, "is_by_time") || !is_understood)
        return PARTITION_UNKNOWN;
    if (partition->bounds.is_default)
        return PARTITION_DEFAULT;
    return rows_boolean(rows, row, "is_plain") && !rows_boolean(rows, row, "is_detaching")
               ? PARTITION_RANGE
               : PARTITION_DIVIDED;
}

static LogPartition partition_of(Arena *arena, const Rows *rows, int row)
{
    LogPartition partition = {
        .oid = arena_copy(arena, rows_text(rows, row, "oid")),
        .schema = arena_copy(arena, rows_text(rows, row, "schema_name")),
        .name = arena_copy(arena, rows_text(rows, row, "partition_name")),
        .bound = arena_copy(arena, rows_text(rows, row, "bound")),
        .is_ours = rows_boolean(rows, row, "is_ours"),
        .has_index = rows_boolean(rows, row, "has_index"),
        .rows = rows_real(rows, row, "row_count"),
        .total_bytes = rows_number(rows, row, "total_bytes"),
        .index_bytes = rows_number(rows, row, "index_bytes"),
    };
    bool is_understood = partition_bounds_parse(arena, partition.bound, &partition.bounds);

    partition.kind = kind_of(rows, row, &partition, is_understood);
    return partition;
}

/* Those without a lower bound come first, the default and what is not understood last. */
static int by_time(const void *left, const void *right)
{
    const LogPartition *one = left, *other = right;
    bool is_last = one->bounds.to == NULL, other_is_last = other->bounds.to == NULL;

    if (is_last != other_is_last)
        return is_last ? 1 : -1;
    if (!is_last && one->bounds.to_us != other->bounds.to_us)
        return one->bounds.to_us < other->bounds.to_us ? -1 : 1;
    return strcmp(one->name, other->name);
}

static bool read_span(Session *session, const char *time, LogPartition *partition, Error *error)
{
    const SqlNames names[] = {
        SQL_NAME("schema", partition->schema),
        SQL_NAME("partition", partition->name),
        SQL_NAME("time", time),
        {0},
    };
    Statement statement = statement_make(session->arena, &SQL_SERVER_PARTITION_SPAN,
                                         &(StatementContext){.names = names});
    Rows *rows CLEANUP(rows_release) = NULL;

    if (partition->kind != PARTITION_DEFAULT || !partition->has_index)
        return true;
    if (!query(session->server, &statement, SQL_NO_VALUES, &rows, error))
        return false;
    partition->oldest = arena_copy(session->arena, rows_text(rows, 0, "oldest"));
    partition->newest = arena_copy(session->arena, rows_text(rows, 0, "newest"));
    return true;
}

bool partitions_read(Session *session, LogPartitions *partitions, Error *error)
{
    const char *time = growing_table(SPEND_LOGS)->time_column;
    Statement statement = statement_make(session->arena, &SQL_SERVER_PARTITION_LIST, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;

    *partitions = (LogPartitions){0};
    if (!partitions_are_there(session))
        return true;
    if (!query(session->server, &statement, SQL_VALUES({"table", SPEND_LOGS}, {"time", time}),
               &rows, error))
        return false;
    for (int row = 0; row < rows_count(rows); row++)
        list_add(session->arena, partitions, partition_of(session->arena, rows, row));
    for (size_t at = 0; at < partitions->count; at++)
        if (!read_span(session, time, &partitions->items[at], error))
            return false;
    if (partitions->count > 0)
        qsort(partitions->items, partitions->count, sizeof *partitions->items, by_time);
    return true;
}
