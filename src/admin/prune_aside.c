#include "admin/prune_aside.h"

#include "base/log.h"
#include "base/text.h"

bool prune_aside_look(Prune *prune, Error *error)
{
    return !partitions_are_there(prune->session) ||
           quarantine_read(prune->session, &prune->aside, error);
}

static bool is_due(const Prune *prune, const AsideTable *table)
{
    return prune->request->now - table->comment.detached >= prune->request->quarantine_ms * 1000;
}

void prune_aside_plan(Prune *prune, const LogTable *table)
{
    Arena *arena = prune->session->arena;
    int64_t count = 0, bytes = 0;

    for (size_t at = 0; at < prune->aside.count; at++)
        if (is_due(prune, &prune->aside.items[at])) {
            count++;
            bytes += prune->aside.items[at].total_bytes;
        }
    prune->drops = count > 0;
    if (prune->drops)
        plan_add(
            &prune->plan, arena,
            (PlanLine){
                .what = "partitions put aside",
                .action = "drop",
                .table = table->table->name,
                .objects = count,
                .note = arena_format(arena, "%s, %s", text_plural(arena, count, "table", "tables"),
                                     text_bytes(arena, bytes)),
            });
}

static bool drop(Series *series, Prune *prune, const AsideTable *table, Error *error)
{
    DroppedPartition dropped = {table->name, table->total_bytes, NULL};

    if (!quarantine_drop(series, table, ++prune->step_count, &dropped.why, error))
        return false;
    if (dropped.why != NULL)
        log_warning("\"%s\".\"%s\" is not dropped: %s", table->schema, table->name, dropped.why);
    list_add(prune->session->arena, &prune->dropped, dropped);
    return true;
}

/* What the plan said, and what this run itself has detached to be dropped at once. */
static bool is_to_go(const Series *series, const Prune *prune, const AsideTable *table)
{
    bool is_own = table->comment.operation == series_so_far(series)->operation &&
                  table->step != NULL && table->step->quarantine == NULL;

    return is_own || (prune->drops && is_due(prune, table));
}

bool prune_aside_drop(Series *series, Prune *prune, Error *error)
{
    AsideTables tables;

    if (series_is_rehearsal(series) || (!prune->drops && prune->expired.count == 0))
        return true;
    if (!quarantine_read(prune->session, &tables, error))
        return false;
    for (size_t at = 0; at < tables.count; at++)
        if (is_to_go(series, prune, &tables.items[at]) &&
            !drop(series, prune, &tables.items[at], error))
            return false;
    return true;
}
