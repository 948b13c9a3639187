#include "operation/series_segment.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "file/archive_run.h"
#include "file/file.h"
#include "operation/ledger_names.h"

enum {
    /* A segment ends between two files, as soon as it has so much of anything. */
    BYTES_MOST = 64 * 1024 * 1024, /* compressed: they are copied once more into their files */
    FILES_MOST = 31,
    LINES_MOST = 20000, /* of the ledger: they are in memory until then */
};

static SeriesSegment record_of(Session *session, Arena *arena, int64_t operation, int64_t number,
                               const SeriesFile *wanted)
{
    const char *const *key = catalog_table(session->catalog, wanted->table)->key;
    const char *drafts = archive_drafts(arena, wanted->place);

    return (SeriesSegment){
        .draft =
            {
                .name =
                    arena_format(arena, "%06" PRId64 "-%04" PRId64 ".csv.zst", operation, number),
                .place = drafts != NULL ? drafts : arena_copy(arena, wanted->place),
                .kind = wanted->kind,
                .table = wanted->table,
                .columns = wanted->columns != NULL ? wanted->columns : key,
                .key = key,
                .sha256 = "",
            },
        .keeps_rows = wanted->keeps_rows,
        .has_costs = wanted->day != NULL,
        .step = wanted->step,
        .last = number,
    };
}

/* In the journal before it is on the disk, so that no draft is ever without an owner. */
static bool begin(Session *session, int64_t operation, OpenSegment *segment, Error *error)
{
    const SeriesFile *wanted = &segment->wanted;
    const char *body = series_segment_begun(segment->arena, &segment->record);
    const char *name = segment->record.draft.name;

    return journal_append(session->journal, operation, JOURNAL_PROGRESS, body, error) &&
           archive_part_create(segment->arena, segment->folder, name, wanted->columns,
                               &segment->part, error);
}

bool series_segment_open(Session *session, int64_t operation, int64_t number,
                         const SeriesFile *wanted, OpenSegment **segment, Error *error)
{
    Arena *arena = arena_new();
    OpenSegment *opened CLEANUP(series_segment_release) = arena_alloc(arena, sizeof *opened);

    *opened = (OpenSegment){
        .arena = arena,
        .wanted = *wanted,
        .record = record_of(session, arena, operation, number, wanted),
    };
    if (wanted->day != NULL) {
        opened->costs = costs_new();
        opened->cost_rows =
            cost_rows_new(opened->record.draft.name, wanted->columns, opened->costs);
        opened->wanted.day = NULL; /* each file has its own */
    }
    opened->folder = path_join(arena, session->state.path, opened->record.draft.place);
    opened->wanted.place = arena_copy(arena, wanted->place);
    if (!begin(session, operation, opened, error))
        return false;
    *segment = opened;
    opened = NULL;
    return true;
}

static bool same_words(const char *const *left, const char *const *right)
{
    if (left == NULL || right == NULL)
        return left == right;
    while (*left != NULL && text_equal(*left, *right))
        left++, right++;
    return *left == *right;
}

/* Files of different days may lie side by side in an archive; nothing else is ever divided. */
static bool is_alike(const SeriesFile *left, const SeriesFile *right)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char *archive = archive_of_place(arena, left->place);

    return left->kind == right->kind && text_equal(left->table, right->table) &&
           same_words(left->columns, right->columns) && left->keeps_rows == right->keeps_rows &&
           (text_equal(left->place, right->place) ||
            (archive != NULL && text_equal(archive, archive_of_place(arena, right->place))));
}

bool series_segment_takes(const OpenSegment *segment, const SeriesFile *wanted)
{
    return is_alike(&segment->wanted, wanted) &&
           segment->record.has_costs == (wanted->day != NULL) &&
           segment->record.files.count < FILES_MOST &&
           archive_part_bytes(segment->part) < BYTES_MOST &&
           (segment->costs == NULL || costs_count(segment->costs) < LINES_MOST);
}

void series_segment_next(OpenSegment *segment, int64_t operation, int64_t number,
                         const SeriesFile *wanted)
{
    Arena *arena = segment->arena;
    SeriesRecord record = {
        .file = segment->record.draft,
        .csv_sha256 = "",
        .day = arena_copy(arena, wanted->day),
        .cost_sign = wanted->cost_sign,
    };

    record.file.place = arena_copy(arena, wanted->place);
    record.file.name =
        arena_format(arena, "part-%06" PRId64 "-%04" PRId64 ".csv.zst", operation, number);
    list_add(arena, &segment->record.files, record);
    segment->record.last = number;
    archive_part_section(segment->part);
    segment->day = record.day;
    segment->cost_sign = wanted->cost_sign;
    if (segment->cost_rows != NULL)
        cost_rows_begin(segment->cost_rows, segment->day, segment->cost_sign);
}

static SeriesRecord *at_hand(const OpenSegment *segment)
{
    return &segment->record.files.items[segment->record.files.count - 1];
}

const PreimageFile *series_segment_file(const OpenSegment *segment)
{
    return &at_hand(segment)->file;
}

void series_segment_count(OpenSegment *segment, const SeriesNote *note)
{
    series_record_count(segment->arena, at_hand(segment), note);
    if (segment->costs != NULL)
        costs_keep(segment->costs);
}

bool series_segment_forget(OpenSegment *segment, Error *error)
{
    if (segment->costs != NULL)
        costs_forget(segment->costs);
    return archive_part_rewind(segment->part, error);
}

/* The end. */

void series_segment_facts(SeriesRecord *record, const PackedFacts *facts)
{
    record->file.rows = facts->rows;
    record->file.bytes = facts->file_bytes;
    record->file.sha256 = facts->file_sha256;
    record->csv_bytes = facts->csv_bytes;
    record->csv_sha256 = facts->csv_sha256;
}

/* Files follow one another by their days, so each folder comes once; all lie in the same. */
static bool sync_folders(const Session *session, const SeriesSegment *record, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char *before = NULL;

    for (size_t at = 0; at < record->files.count; at++) {
        const char *place = record->files.items[at].file.place;
        if (!text_equal(place, before) &&
            !folder_sync(path_join(arena, session->state.path, place), error))
            return false;
        before = place;
    }
    return before == NULL ||
           folder_sync(path_folder(arena, path_join(arena, session->state.path, before)), error);
}

static bool append_done(Session *session, int64_t operation, const SeriesSegment *record,
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
                                 series_segment_done(arena, record, lines, count), lines, count,
                                 error);
}

bool series_segment_conclude(Session *session, int64_t operation, const SeriesSegment *record,
                             Costs *costs, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char *folder = path_join(arena, session->state.path, record->draft.place);

    return (!record->keeps_rows || sync_folders(session, record, error)) &&
           append_done(session, operation, record, costs, error) &&
           archive_draft_forget(folder, record->draft.name, error) &&
           folder_remove_empty(folder, error);
}

static bool extract(Session *session, OpenSegment *segment, size_t at, SeriesRecord *record,
                    Error *error)
{
    const char *folder = path_join(segment->arena, session->state.path, record->file.place);
    PackedFacts facts;

    if (!segment->record.keeps_rows)
        return true;
    if (!archive_part_extract(segment->part, at, folder, record->file.name, &facts, error))
        return false;
    series_segment_facts(record, &facts);
    return true;
}

bool series_segment_close(Session *session, int64_t operation, OpenSegment *segment,
                          int64_t *csv_bytes, int64_t *file_bytes, Error *error)
{
    SeriesSegment done = segment->record;

    done.is_done = true;
    done.files = (SeriesRecords){0};
    if (!archive_part_end(segment->part, error))
        return false;
    for (size_t at = 0; at < segment->record.files.count; at++) {
        SeriesRecord record = segment->record.files.items[at];
        if (record.batches == 0)
            continue;
        if (!extract(session, segment, at, &record, error))
            return false;
        list_add(segment->arena, &done.files, record);
        *csv_bytes += record.csv_bytes;
        *file_bytes += record.file.bytes;
    }
    return series_segment_conclude(session, operation, &done, segment->costs, error);
}

void series_segment_release(OpenSegment **segment)
{
    OpenSegment *released = *segment;

    if (released == NULL)
        return;
    Arena *arena = released->arena;
    archive_part_release(&released->part);
    cost_rows_release(&released->cost_rows);
    costs_release(&released->costs);
    arena_release(&arena);
    *segment = NULL;
}
