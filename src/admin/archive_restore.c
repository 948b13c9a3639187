#include "admin/archive_restore.h"

#include <inttypes.h>

#include "admin/archive_restore_file.h"
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
    bool is_over;
} Job;

static bool has_file(const SeriesSegment *segment, const PreimageFile *file)
{
    for (size_t at = 0; at < segment->files.count; at++)
        if (text_equal(segment->files.items[at].file.name, file->name) &&
            text_equal(segment->files.items[at].file.sha256, file->sha256))
            return true;
    return false;
}

/* Whether the ledger counts the requests of the file: what the journal says of its run. */
static bool is_in_ledger(Session *session, const ArchivedFile *archived, bool *is, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    int64_t run = archived->run->operation;
    const JournalOperation *operation;
    SeriesSegments segments;

    *is = false;
    if (!journal_find(session->journal, arena, run, &operation, error))
        return false;
    if (operation == NULL || operation->undone_by > 0)
        return true;
    if (!series_segments(session, arena, run, &segments, error))
        return false;
    for (size_t at = 0; at < segments.count; at++)
        *is |= segments.items[at].has_costs && has_file(&segments.items[at], &archived->file->file);
    return true;
}

/* What comes back is taken off the ledger. */
static bool set_costs(Session *session, const ArchivedFile *archived, PutBack *wanted, Error *error)
{
    const PreimageFile *file = &archived->file->file;
    bool is_counted;

    if (!text_equal(file->table, SPEND_LOGS) || file->kind != PREIMAGE_DELETED)
        return true;
    if (!is_in_ledger(session, archived, &is_counted, error))
        return false;
    wanted->day = archive_day(session->arena, archived->file);
    wanted->cost_sign = is_counted ? -1 : 0;
    return true;
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
    PutBack wanted = {.throttle = &job->throttle};
    PutBackResult result;
    RestoreFile file;

    if (!restore_file(job->restore, arena, archived, &file, error) ||
        !set_costs(series_session(series), archived, &wanted, error))
        return false;
    wanted.source = file.source;
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
    /* Before what it points to is gone. */
    return series_flush_files(series, error);
}
