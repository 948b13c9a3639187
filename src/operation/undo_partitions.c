#include "operation/undo_partitions.h"

#include <inttypes.h>

#include "base/log.h"
#include "base/text.h"

bool undo_partitions_has(const Undo *undo, int64_t step)
{
    for (size_t at = 0; at < undo->aside.count; at++)
        if (undo->aside.items[at].step != NULL && undo->aside.items[at].step->step == step)
            return true;
    return false;
}

/* An undo may be undone as well, but what it attached is no row of its files. */
static bool warn_of_attached(Session *session, Undo *undo, Error *error)
{
    DetachSteps steps;
    int64_t count = 0;

    if (!detach_steps_read(session, session->arena, undo->operation, &steps, error))
        return false;
    for (size_t at = 0; at < steps.count; at++)
        count += steps.items[at].state == STEP_ATTACHED;
    if (count > 0)
        list_add(
            session->arena, &undo->plan.warnings,
            arena_format(session->arena,
                         "%s that operation %" PRId64 " attached: prune again to take them out",
                         text_plural(session->arena, count, "partition stays", "partitions stay"),
                         undo->operation));
    return true;
}

bool undo_partitions_plan(Session *session, Undo *undo, Error *error)
{
    AsideTables all;

    if (!warn_of_attached(session, undo, error) || !quarantine_read(session, &all, error))
        return false;
    for (size_t at = 0; at < all.count; at++) {
        const AsideTable *table = &all.items[at];
        if (table->step == NULL || table->comment.operation != undo->operation ||
            !detach_step_is_in_force(table->step))
            continue;
        list_add(session->arena, &undo->aside, *table);
        plan_add(&undo->plan, session->arena,
                 (PlanLine){
                     .what = table->name,
                     .action = "attach",
                     .table = table->comment.table,
                     .rows = table->step->rows,
                     .objects = 1,
                     .note = "as it was put aside",
                 });
    }
    return true;
}

void undo_partitions_warn(Session *session, Undo *undo)
{
    Arena *arena = session->arena;
    int64_t rows = 0;

    for (size_t at = 0; at < undo->file_count; at++)
        if (undo->file_records[at]->step > 0 &&
            !undo_partitions_has(undo, undo->file_records[at]->step))
            rows += undo->files[at].rows;
    if (rows > 0)
        list_add(arena, &undo->plan.warnings,
                 arena_format(arena,
                              "%s of partitions that are not put aside any more: from the "
                              "archive, into whatever partition takes them",
                              text_plural(arena, rows, "row is", "rows are")));
}

static bool fail_without_files(const AsideTable *table, const char *why, Error *error)
{
    fail(error, OUTCOME_REFUSED, "partition \"%s\" cannot be attached: %s", table->name, why);
    fail_detail(error, "There is no archive of it; its rows are in \"%s\".\"%s\".", table->schema,
                table->name);
    return fail_hint(error,
                     "Attach it by hand when others can wait: ALTER TABLE \"%s\" ATTACH "
                     "PARTITION \"%s\".\"%s\" %s.",
                     table->comment.table, table->schema, table->name, table->comment.bound);
}

static bool attach(Series *series, AsideTable *table, int64_t number, Error *error)
{
    int64_t rows = table->step->rows;
    const char *why;

    if (!quarantine_attach(series, table, number, &why, error))
        return false;
    if (why == NULL) {
        series_add_result(series, rows, 0, 0);
        series_tell(series, rows, 0);
        return true;
    }
    if (table->step->columns == NULL)
        return fail_without_files(table, why, error);
    log_note(
        "partition \"%s\" cannot be attached: %s; its rows come from the archive, into whatever "
        "partition takes them",
        table->name, why);
    table->step = NULL;
    return true;
}

bool undo_partitions_work(Series *series, Undo *undo, Error *error)
{
    if (series_is_rehearsal(series))
        return true;
    for (size_t at = 0; at < undo->aside.count; at++)
        if (!attach(series, &undo->aside.items[at], (int64_t) at + 1, error))
            return false;
    return true;
}
