#include "command/logs_prune_report.h"

#include <stdio.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/options.h"
#include "cli/table.h"
#include "command/batches.h"

static const Column TABLE_COLUMNS[] = {
    {"table", NULL, COLUMN_TEXT},
    {"rows", NULL, COLUMN_COUNT},
    {"days_kept", NULL, COLUMN_COUNT},
    {"partitions", NULL, COLUMN_COUNT},
    {"reusable_bytes", "free for new rows", COLUMN_BYTES},
    {"returned_bytes", "given back", COLUMN_BYTES},
    {"note", NULL, COLUMN_TEXT}, /* for people it stands below */
};

enum { TABLE_COLUMN_COUNT = sizeof TABLE_COLUMNS / sizeof *TABLE_COLUMNS };

static PruneRoom room_of(const PruneRooms *rooms, const char *table)
{
    for (size_t at = 0; at < rooms->count; at++)
        if (text_equal(rooms->items[at].table, table))
            return rooms->items[at];
    return (PruneRoom){.table = table};
}

static Table *tables_of(const Call *call, const Prune *prune, const PruneRooms *rooms)
{
    bool is_shown = common_format(common_options(call)) == FORMAT_TABLE;
    size_t columns = is_shown ? TABLE_COLUMN_COUNT - 1 : TABLE_COLUMN_COUNT;
    Table *table = table_new(call->arena, TABLE_COLUMNS, columns);

    for (size_t at = 0; at < prune->pruned.count; at++) {
        const PrunedTable *pruned = &prune->pruned.items[at];
        PruneRoom room = room_of(rooms, pruned->table);
        const Cell cells[] = {
            cell_text(pruned->table),
            cell_number(pruned->rows),
            cell_number(pruned->days_kept),
            cell_number(pruned->partitions),
            room.was_vacuumed ? cell_number(room.reusable_bytes) : cell_null(),
            cell_number(room.returned_bytes),
            cell_text(room.note),
        };
        table_add_row(table, cells, columns);
    }
    return table;
}

/* Why not more went back: the same words once. */
static void print_notes(const PruneRooms *rooms)
{
    for (size_t at = 0; at < rooms->count; at++) {
        const char *note = rooms->items[at].note;
        bool is_said = note == NULL;
        for (size_t before = 0; before < at; before++)
            is_said |= text_equal(rooms->items[before].note, note);
        if (!is_said)
            printf("%s\n", note);
    }
}

static const Column PARTITION_COLUMNS[] = {
    {"partition", NULL, COLUMN_TEXT}, {"state", NULL, COLUMN_TEXT}, {"rows", NULL, COLUMN_COUNT},
    {"bytes", NULL, COLUMN_BYTES},    {"note", NULL, COLUMN_TEXT},
};

/* What became of partitions, and of those that had been put aside. */
static Table *partitions_of(const Call *call, const Prune *prune)
{
    Table *table = table_new(call->arena, PARTITION_COLUMNS,
                             sizeof PARTITION_COLUMNS / sizeof *PARTITION_COLUMNS);

    for (size_t at = 0; at < prune->expired.count; at++) {
        const ExpiredPartition *expired = &prune->expired.items[at];
        if (expired->end != NULL)
            table_add(table, cell_text(expired->partition.name), cell_text(expired->end),
                      cell_number(expired->rows), cell_number(expired->partition.total_bytes),
                      cell_null());
    }
    for (size_t at = 0; at < prune->dropped.count; at++) {
        const DroppedPartition *dropped = &prune->dropped.items[at];
        table_add(table, cell_text(dropped->name),
                  cell_text(dropped->why == NULL ? "dropped" : "kept"), cell_null(),
                  cell_number(dropped->bytes), cell_text(dropped->why));
    }
    return table;
}

/* Days whose money would be known nowhere else. */
static void warn_of_kept_days(const Call *call, const PrunedTable *pruned)
{
    for (size_t at = 0; at < pruned->uncovered.count; at++) {
        const UncoveredDay *day = &pruned->uncovered.items[at];
        log_warning("%s is kept: its daily totals lack %s and $%.4f of what is in %s", day->day,
                    text_plural(call->arena, day->missing_requests, "request", "requests"),
                    day->missing_spend, pruned->table);
    }
    if (pruned->uncovered.count > 0)
        log_note("--allow-uncovered prunes such days too");
}

void logs_prune_report(const Call *call, const Prune *prune, const PruneRooms *rooms,
                       const SeriesResult *result)
{
    TableFormat format = common_format(common_options(call));
    Table *tables = tables_of(call, prune, rooms);
    Table *partitions = partitions_of(call, prune);

    for (size_t at = 0; at < prune->pruned.count; at++)
        warn_of_kept_days(call, &prune->pruned.items[at]);
    if (format == FORMAT_JSON) {
        Document *document CLEANUP(document_release) = batches_document(&prune->plan, result);
        document_set_text(document, "before", prune->before);
        document_set_number(document, "forecast_bytes", prune->forecast_bytes);
        document_set(document, "tables", table_document(tables));
        document_set(document, "partitions", table_document(partitions));
        document_print(document, stdout);
        return;
    }
    table_print(tables, format, stdout);
    if (format == FORMAT_TABLE) {
        putchar('\n');
        if (table_rows(partitions) > 0) {
            table_print(partitions, format, stdout);
            putchar('\n');
        }
        print_notes(rooms);
        batches_print(call, &prune->plan, result);
    }
}
