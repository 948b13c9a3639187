#include "admin/archive_restore.h"

#include <inttypes.h>

#include "admin/archive_restore_file.h"
#include "admin/log_costs.h"
#include "admin/log_table.h"
#include "base/cleanup.h"
#include "operation/put_back.h"
#include "operation/series_record.h"
#include "operation/stage.h"

/* A file made ready. */

static bool fail_gone(const PreimageFile *file, const char *column, Error *error)
{
    fail(error, OUTCOME_REFUSED, "column \"%s\" of table \"%s\" is no longer there", column,
         file->table);
    fail_detail(error, "\"%s\" has it.", file->name);
    return fail_hint(error, "To put the rows back without what was in it: --drop-columns.");
}

/* NULL when the table has all of them. */
static bool choose_columns(const ArchiveRestore *restore, Arena *arena, const PreimageFile *file,
                           const char *const **columns, Error *error)
{
    const CatalogTable *table = catalog_table(restore->session->catalog, file->table);
    Words kept = {0};
    size_t count = 0;

    *columns = NULL;
    if (file->kind == PREIMAGE_REWRITTEN || table == NULL)
        return true;
    for (; file->columns[count] != NULL; count++)
        if (catalog_column(table, file->columns[count]) != NULL)
            list_add(arena, &kept, file->columns[count]);
        else if (!restore->request->drop_columns)
            return fail_gone(file, file->columns[count], error);
    if (kept.count == count)
        return true;
    list_add(arena, &kept, NULL);
    *columns = kept.items;
    return true;
}

bool restore_file(const ArchiveRestore *restore, Arena *arena, const ArchivedFile *archived,
                  RestoreFile *file, Error *error)
{
    const PreimageFile *rows = &archived->file->file;
    const char *const *columns;

    *file = (RestoreFile){0};
    if (!archive_filter_make(&restore->request->choice, archived, &file->filter, error) ||
        !choose_columns(restore, arena, rows, &columns, error))
        return false;
    file->source = (ChunkSource){.file = rows, .columns = columns};
    if (!archive_filter_is_all(&file->filter)) {
        file->source.filter = archive_filter_row;
        file->source.context = &file->filter;
    }
    return stage_file(restore->session, rows, columns, &file->staged, error);
}

/* The work. */

typedef struct {
    ArchiveRestore *restore;
    Throttle throttle;
    LogCosts costs;
    const ArchivedFile *group; /* the file that the open one of the series was begun for */
    bool is_over;
} Job;

/* Whether the ledger counts the requests of the file: what the journal says of the run. */
static bool is_in_ledger(Job *job, const ArchivedFile *archived, bool *is, Error *error)
{
    Session *session = job->restore->session;
    Arena *arena CLEANUP(arena_release) = arena_new();
    const PreimageFile *file = &archived->file->file;
    const JournalOperation *operation;
    SeriesRecords records;

    *is = false;
    if (!text_equal(file->table, SPEND_LOGS) || file->kind != PREIMAGE_DELETED ||
        session->journal == NULL)
        return true;
    if (!journal_find(session->journal, arena, archived->run->operation, &operation, error))
        return false;
    if (operation == NULL || operation->undone_by > 0)
        return true;
    if (!series_records(session, arena, archived->run->operation, &records, error))
        return false;
    for (size_t at = 0; at < records.count; at++) {
        const SeriesRecord *record = &records.items[at];
        *is |= record->day != NULL && text_equal(record->file.sha256, file->sha256) &&
               text_equal(record->file.name, file->name);
    }
    return true;
}

static bool is_of_same_day(const ArchivedFile *left, const ArchivedFile *right)
{
    return left != NULL && text_equal(left->file->file.place, right->file->file.place);
}

/* All files of a day fill one, for the ledger takes one event for a day of an operation. */
static bool open_file(Series *series, Job *job, const ArchivedFile *archived,
                      const PreimageFile *staged, Error *error)
{
    Session *session = series_session(series);
    SeriesFile file = put_back_file(series, staged);

    if (is_of_same_day(job->group, archived))
        return true;
    job->group = archived;
    if (text_equal(staged->table, SPEND_LOGS) && staged->kind == PREIMAGE_DELETED) {
        file.day = archive_day(session->arena, archived->file);
        file.has_costs = true;
        file.on_row = log_costs_add_row;
        file.context = &job->costs;
        job->costs = log_costs_of(file.columns, series_costs(series), file.day);
    }
    return series_open_file(series, &file, error);
}

static RestoredArchive *restored(ArchiveRestore *restore, const ArchivedFile *file)
{
    for (size_t at = 0; at < restore->archives.count; at++)
        if (restore->archives.items[at].archive == file->archive)
            return &restore->archives.items[at];
    return NULL;
}

static bool put_file_back(Series *series, Job *job, const ArchivedFile *archived, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    RestoredArchive *archive = restored(job->restore, archived);
    bool is_counted;
    PutBackResult result;
    RestoreFile file;

    if (!restore_file(job->restore, arena, archived, &file, error) ||
        !is_in_ledger(job, archived, &is_counted, error) ||
        !open_file(series, job, archived, &file.staged, error))
        return false;
    job->costs.sign = is_counted ? -1 : 0;
    PutBack wanted = {.source = file.source, .throttle = &job->throttle, .has_file = true};
    if (!put_back(series, &wanted, &result, error))
        return false;
    archive->meant += result.meant;
    archive->changed += result.changed;
    job->is_over = result.is_over;
    return true;
}

bool archive_restore_work(Series *series, void *context, Error *error)
{
    ArchiveRestore *restore = context;
    Job job = {.restore = restore, .throttle = throttle_start(&restore->request->pace)};

    for (size_t at = 0; at < restore->files.count && !job.is_over; at++)
        if (!put_file_back(series, &job, &restore->files.items[at], error))
            return false;
    return series_close_file(series, error);
}
