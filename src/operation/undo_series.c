#include "operation/undo_series.h"

#include <inttypes.h>

#include "base/text.h"
#include "file/preimage.h"
#include "operation/put_back.h"
#include "operation/series_record.h"
#include "operation/undo_partitions.h"

static bool fail_kept_nothing(const Undo *undo, Error *error)
{
    fail(error, OUTCOME_REFUSED, "operation %" PRId64 " kept nothing to bring back",
         undo->operation);
    return fail_hint(error, "It ran without an archive.");
}

static bool take_files(Session *session, Undo *undo, const SeriesRecords *records, Error *error)
{
    PreimageFile *files = arena_array(session->arena, PreimageFile, records->count + 1);
    const SeriesRecord **kept =
        arena_array(session->arena, const SeriesRecord *, records->count + 1);

    for (size_t at = 0; at < records->count; at++) {
        const SeriesRecord *record = &records->items[at];
        if (record->file.rows == 0 && !undo_partitions_has(undo, record->step))
            return fail_kept_nothing(undo, error);
        if (record->file.rows == 0)
            continue;
        kept[undo->file_count] = record;
        files[undo->file_count++] = record->file;
    }
    undo->files = files;
    undo->file_records = kept;
    return undo->file_count > 0 || undo->aside.count > 0 || fail_kept_nothing(undo, error);
}

static bool check_files(Session *session, const Undo *undo, Error *error)
{
    for (size_t at = 0; at < undo->file_count; at++) {
        const PreimageFile *file = &undo->files[at];
        const char *path = preimage_path(session->arena, session->state.path, "", file);

        if (!put_back_is_possible(file->kind))
            return fail(error, OUTCOME_REFUSED, "\"%s\" cannot be put back", file->name);
        if (!preimage_verify(path, file, error))
            return false;
    }
    return true;
}

static PlanLine *line_of(Undo *undo, const PreimageFile *file)
{
    for (size_t at = 0; at < undo->plan.lines.count; at++) {
        PlanLine *line = &undo->plan.lines.items[at];
        if (text_equal(line->table, file->table) &&
            text_equal(line->what, preimage_kind_name(file->kind)))
            return line;
    }
    return NULL;
}

static const char *const ACTIONS[] = {
    [PREIMAGE_DELETED] = "insert",
    [PREIMAGE_INSERTED] = "delete",
    [PREIMAGE_REWRITTEN] = "restore",
};

/* One line for each table, however many files it has. */
static void plan_file(Session *session, Undo *undo, const PreimageFile *file)
{
    PlanLine *line = line_of(undo, file);

    if (line != NULL) {
        line->rows += file->rows;
        undo->plan.rows += file->rows;
        return;
    }
    plan_warn_of_triggers(&undo->plan, session->arena,
                          catalog_table(session->catalog, file->table));
    plan_add(&undo->plan, session->arena,
             (PlanLine){
                 .what = preimage_kind_name(file->kind),
                 .action = ACTIONS[file->kind],
                 .table = file->table,
                 .rows = file->rows,
                 .note = "in batches; what is so already stays",
             });
}

bool undo_series_plan(Session *session, Undo *undo, Error *error)
{
    SeriesRecords records;

    undo->is_series = true;
    if (!undo_partitions_plan(session, undo, error) ||
        !series_records(session, session->arena, undo->operation, &records, error) ||
        !take_files(session, undo, &records, error) || !check_files(session, undo, error))
        return false;
    undo_partitions_warn(session, undo);
    for (size_t at = 0; at < undo->file_count; at++)
        if (!undo_partitions_has(undo, undo->file_records[at]->step))
            plan_file(session, undo, &undo->files[at]);
    return true;
}

/* The ledger gets the opposite of what it had got, for the rows that really go back. What went with
 * a whole partition comes back with it, and does not count because its operation is undone. */
static PutBack what_to_put_back(const Undo *undo, size_t at, Throttle *throttle)
{
    const SeriesRecord *record = undo->file_records[at];
    bool is_counted = record->step == 0 && record->day != NULL;

    return (PutBack){
        .source.file = &undo->files[at],
        .throttle = throttle,
        .day = is_counted ? record->day : NULL,
        .cost_sign = is_counted ? -record->cost_sign : 0,
    };
}

/* Gently, but no slower than half of what the server can do. */
static const Pace PACE = {.sleep_ratio = 1, .max_rows = -1};

bool undo_series_work(Series *series, void *context, Error *error)
{
    Undo *undo = context;
    Throttle throttle = throttle_start(&PACE);

    if (!undo_partitions_work(series, undo, error))
        return false;
    for (size_t left = undo->file_count; left > 0; left--) {
        PutBack wanted = what_to_put_back(undo, left - 1, &throttle);
        PutBackResult result;
        if (undo_partitions_has(undo, undo->file_records[left - 1]->step))
            continue;
        if (!put_back(series, &wanted, &result, error))
            return false;
        if (result.is_over)
            return true;
    }
    return true;
}
