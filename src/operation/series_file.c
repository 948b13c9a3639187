#include "operation/series_file.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "file/file.h"
#include "operation/ledger_names.h"

static const char *const *key_of(Session *session, const char *table)
{
    return catalog_table(session->catalog, table)->key;
}

static SeriesRecord record_of(Session *session, Arena *arena, int64_t operation, int64_t number,
                              const SeriesFile *wanted)
{
    bool keeps_rows = wanted->columns != NULL;
    const char *const *key = key_of(session, wanted->table);

    return (SeriesRecord){
        .file =
            {
                .name = arena_format(arena, "part-%06" PRId64 "-%04" PRId64 ".csv.zst", operation,
                                     number),
                .place = arena_copy(arena, wanted->place),
                .kind = wanted->kind,
                .table = wanted->table,
                .columns = keeps_rows ? wanted->columns : key,
                .key = key,
                .sha256 = "",
            },
        .keeps_rows = keeps_rows,
        .day = wanted->has_costs ? arena_copy(arena, wanted->day) : NULL,
    };
}

/* In the journal before it is on the disk, so that no file is ever without an owner. */
static bool begin_file(Session *session, int64_t operation, const SeriesFile *wanted,
                       SeriesOpenFile *file, Error *error)
{
    const char *body = series_record_begun(file->arena, &file->record);

    if (wanted->on_row != NULL)
        file->reader =
            sheet_reader_new(file->record.file.name, NULL, wanted->on_row, wanted->context);
    return journal_append(session->journal, operation, JOURNAL_PROGRESS, body, error) &&
           archive_part_create(file->arena, file->folder, file->record.file.name, wanted->columns,
                               file->reader, &file->part, error);
}

bool series_file_open(Session *session, int64_t operation, int64_t number, const SeriesFile *wanted,
                      SeriesOpenFile **file, Error *error)
{
    Arena *arena = arena_new();
    SeriesOpenFile *opened CLEANUP(series_file_release) = arena_alloc(arena, sizeof *opened);

    *opened = (SeriesOpenFile){
        .arena = arena,
        .record = record_of(session, arena, operation, number, wanted),
        .folder = path_join(arena, session->state.path, wanted->place),
        .costs = wanted->has_costs ? costs_new() : NULL,
    };
    if (!begin_file(session, operation, wanted, opened, error))
        return false;
    *file = opened;
    opened = NULL;
    return true;
}

static const char *earlier(const char *left, const char *right)
{
    return left == NULL || (right != NULL && strcmp(right, left) < 0) ? right : left;
}

static const char *later(const char *left, const char *right)
{
    return left == NULL || (right != NULL && strcmp(right, left) > 0) ? right : left;
}

/* PostgreSQL's times in ISO form compare as text as long as their years have four digits. */
void series_file_count(SeriesOpenFile *file, const SeriesNote *note, Costs *costs)
{
    SeriesRecord *record = &file->record;
    const char *first = earlier(record->first, note->first);
    const char *last = later(record->last, note->last);

    if (first != record->first)
        record->first = arena_copy(file->arena, first);
    if (last != record->last)
        record->last = arena_copy(file->arena, last);
    record->rows += note->rows;
    record->batches++;
    if (file->costs != NULL && costs != NULL)
        costs_add_all(file->costs, costs);
}

static bool append_done(Session *session, int64_t operation, const SeriesRecord *record,
                        Costs *costs, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    size_t count = 0;
    const LedgerLine *sums = costs == NULL ? NULL : costs_lines(costs, &count);
    LedgerLine *lines = arena_array(arena, LedgerLine, count + 1);

    if (count > 0)
        memcpy(lines, sums, count * sizeof *lines);
    return ledger_names(session, arena, lines, count, error) &&
           journal_append_ledger(session->journal, operation,
                                 series_record_done(arena, record, lines, count), lines, count,
                                 error);
}

bool series_file_conclude(Session *session, int64_t operation, const SeriesRecord *record,
                          Costs *costs, const char *folder, Error *error)
{
    return (record->batches == 0 || append_done(session, operation, record, costs, error)) &&
           archive_part_forget(folder, record->file.name, error) &&
           folder_remove_empty(folder, error);
}

bool series_file_close(Session *session, int64_t operation, SeriesOpenFile *file,
                       SeriesRecord *done, Error *error)
{
    SeriesRecord *record = &file->record;
    PackedFacts facts;

    if (!archive_part_finish(file->part, &facts, error))
        return false;
    record->is_done = true;
    record->file.rows = record->keeps_rows ? facts.rows : 0;
    record->file.bytes = facts.file_bytes;
    record->file.sha256 = record->keeps_rows && record->batches > 0 ? facts.file_sha256 : "";
    record->csv_bytes = facts.csv_bytes;
    record->csv_sha256 = facts.csv_sha256;
    if (done != NULL)
        *done = *record;
    return series_file_conclude(session, operation, record, file->costs, file->folder, error);
}

void series_file_release(SeriesOpenFile **file)
{
    SeriesOpenFile *released = *file;

    if (released == NULL)
        return;
    Arena *arena = released->arena;
    archive_part_release(&released->part);
    sheet_reader_release(&released->reader);
    costs_release(&released->costs);
    arena_release(&arena);
    *file = NULL;
}
