#include <inttypes.h>
#include <string.h>

#include "admin/archive_record.h"
#include "admin/archive_restore_file.h"
#include "base/cleanup.h"
#include "base/digest.h"
#include "base/log.h"
#include "operation/put_back.h"

/* Which files. */

static bool fail_elsewhere(const ArchiveRun *run, Error *error)
{
    fail(error, OUTCOME_REFUSED, "run %" PRId64 " is of another database", run->operation);
    fail_detail(error, "Its rows were in database \"%s\", schema \"%s\" of cluster %s.",
                run->database, run->schema, run->system_identifier);
    return fail_hint(error, "To have them here all the same: --any-database.");
}

/* A run that is named must be of this database; of the others, those that are not are passed over.
 */
static bool keep_files_of_here(ArchiveRestore *restore, Error *error)
{
    const ArchiveRestoreRequest *request = restore->request;
    ArchivedFiles *files = &restore->files;
    size_t kept = 0;

    for (size_t at = 0; at < files->count; at++) {
        bool is_meant =
            request->any_database || archive_run_is_of_here(restore->session, files->items[at].run);
        if (!is_meant && request->choice.run > 0)
            return fail_elsewhere(files->items[at].run, error);
        if (is_meant)
            files->items[kept++] = files->items[at];
    }
    if (kept < files->count)
        log_note(
            "%s of other databases are passed over",
            text_plural(restore->session->arena, (int64_t) (files->count - kept), "file", "files"));
    files->count = kept;
    return true;
}

static bool check_run(ArchiveRestore *restore, Error *error)
{
    Session *session = restore->session;
    int64_t run = restore->request->choice.run;
    const JournalOperation *found;

    if (run == 0)
        return true;
    if (restore->files.count == 0)
        return archive_fail_no_run(run, error);
    if (!journal_find(session->journal, session->arena, run, &found, error))
        return false;
    if (found == NULL || found->undone_by == 0)
        return true;
    fail(error, OUTCOME_REFUSED, "run %" PRId64 " was undone by operation %" PRId64, run,
         found->undone_by);
    fail_detail(error, "Its rows went back; those that went again are in later runs.");
    return fail_hint(error, "Name one of those.");
}

/* Undone, its rows went back already. */
static bool is_missed(const ArchiveRestore *restore, const ArchiveRun *run, bool *is, Error *error)
{
    Session *session = restore->session;
    const ArchiveRestoreRequest *request = restore->request;
    const JournalOperation *operation;

    *is = false;
    if (!archive_is_named(request->names, request->count, run->archive) ||
        (!request->any_database && !archive_run_is_of_here(session, run)) ||
        archive_run_is_there(session, run))
        return true;
    if (!journal_find(session->journal, session->arena, run->operation, &operation, error))
        return false;
    *is = operation != NULL && operation->undone_by == 0;
    return true;
}

static bool fail_missed(const ArchiveRestore *restore, const ArchiveRun *run, Error *error)
{
    const Session *session = restore->session;

    fail(error, OUTCOME_FILE_ERROR, "the run \"%s\" is missing",
         archive_run_path(session->arena, session->state.path, run->archive, run->operation));
    fail_detail(error, "The journal says that operation %" PRId64 " archived rows of \"%s\".",
                run->operation, run->archive);
    return fail_hint(error,
                     "Take it from a copy of the state folder; or take the whole run back: "
                     "litellm-dba undo %" PRId64 ".",
                     run->operation);
}

/* Without a run its files are not seen, and what came back would be less than what was asked for.
 * Only the runs that may have such rows are looked for. */
static bool check_runs_are_there(const ArchiveRestore *restore, Error *error)
{
    Session *session = restore->session;
    const ArchiveChoice *choice = &restore->request->choice;
    Archives recorded;
    ArchivedFiles files;
    int64_t undone_runs;

    if (!archives_recorded(session, choice->run, &recorded, error) ||
        !archive_files(session, &recorded, choice, &files, &undone_runs, error))
        return false;
    for (size_t at = 0; at < files.count; at++) {
        const ArchiveRun *run = files.items[at].run;
        bool is_missing;
        if (!is_missed(restore, run, &is_missing, error))
            return false;
        if (is_missing)
            return fail_missed(restore, run, error);
    }
    return true;
}

static bool choose_files(ArchiveRestore *restore, Error *error)
{
    Session *session = restore->session;
    const ArchiveRestoreRequest *request = restore->request;
    Archives archives;
    int64_t undone_runs;

    if (!check_runs_are_there(restore, error) ||
        !archives_read(session, request->names, request->count, &archives, error) ||
        !archive_files(session, &archives, &request->choice, &restore->files, &undone_runs, error))
        return false;
    return check_run(restore, error) && keep_files_of_here(restore, error) &&
           archive_filter_check(&request->choice, &restore->files, error);
}

/* What they have. */

static RestoredArchive *restored(ArchiveRestore *restore, const ArchivedFile *file)
{
    for (size_t at = 0; at < restore->archives.count; at++)
        if (restore->archives.items[at].archive == file->archive)
            return &restore->archives.items[at];
    list_add(restore->session->arena, &restore->archives,
             ((RestoredArchive){
                 .archive = file->archive,
                 .table = file->file->file.table,
                 .kind = file->file->file.kind,
             }));
    return &restore->archives.items[restore->archives.count - 1];
}

static bool count_chunk(const Chunk *chunk, int64_t *limit, void *context, Error *error)
{
    int64_t *count = context;

    (void) limit;
    (void) error;
    *count += chunk->count;
    return true;
}

static bool count_rows(ArchiveRestore *restore, const RestoreFile *file, RestoredArchive *archive,
                       Error *error)
{
    enum { CHUNK_ROWS = 1000 };

    if (restore->request->compare && file->source.file->kind == PREIMAGE_DELETED)
        return archive_compare(restore->session, &file->source, &file->staged, &archive->found,
                               &restore->differences, error);
    if (file->source.filter == NULL) {
        archive->found.meant += file->source.file->rows;
        return true;
    }
    return chunks_read(restore->session, &file->source, CHUNK_ROWS, count_chunk,
                       &archive->found.meant, error);
}

static bool look_at_file(ArchiveRestore *restore, const ArchivedFile *archived, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const PreimageFile *file = &archived->file->file;
    RestoredArchive *archive = restored(restore, archived);
    RestoreFile opened;

    if (!put_back_is_possible(file->kind))
        return fail(error, OUTCOME_REFUSED, "\"%s\" cannot be put back", file->name);
    if (!restore_file(restore, arena, archived, &opened, error) ||
        !preimage_verify(preimage_path(arena, restore->session->state.path, "", file), file, error))
        return false;
    archive->files++;
    return count_rows(restore, &opened, archive, error);
}

/* The plan. */

static const char *line_note(const ArchiveRestore *restore, const RestoredArchive *archive)
{
    Arena *arena = restore->session->arena;

    if (!restore->request->compare)
        return "in batches; what is there already stays";
    return arena_format(arena, "%s there already; %s there with other values, and stay",
                        text_plural(arena, archive->found.same, "is", "are"),
                        text_plural(arena, archive->found.different, "is", "are"));
}

/* Over the digests of the files that are meant. */
static const char *digest_of(const ArchiveRestore *restore, const Archive *archive)
{
    Digest *digest CLEANUP(digest_release) = digest_new();

    for (size_t at = 0; at < restore->files.count; at++) {
        const ArchivedFile *file = &restore->files.items[at];
        if (file->archive == archive)
            digest_add(digest, file->file->file.sha256, strlen(file->file->file.sha256));
    }
    return digest_hex(digest, restore->session->arena);
}

static void plan_archive(ArchiveRestore *restore, const RestoredArchive *archive)
{
    Session *session = restore->session;
    bool is_rewrite = archive->kind == PREIMAGE_REWRITTEN;
    int64_t rows =
        restore->request->compare && !is_rewrite ? archive->found.absent : archive->found.meant;

    restore->different += archive->found.different;
    plan_warn_of_triggers(&restore->plan, session->arena,
                          catalog_table(session->catalog, archive->table));
    plan_add(&restore->plan, session->arena,
             (PlanLine){
                 .what = archive->archive->name,
                 .action = is_rewrite ? "restore" : "insert",
                 .table = archive->table,
                 .rows = rows,
                 .digest = digest_of(restore, archive->archive),
                 .note = line_note(restore, archive),
             });
}

static const char *joined(Arena *arena, const Words *words)
{
    return words->count == 0 ? NULL : text_join(arena, words->items, words->count, " ");
}

static const SqlValue *values_to_tell(const ArchiveRestore *restore)
{
    Arena *arena = restore->session->arena;
    const ArchiveChoice *choice = &restore->request->choice;
    const SqlValue values[] = {
        {"run", choice->run > 0 ? arena_format(arena, "%" PRId64, choice->run) : NULL},
        {"since", choice->since},
        {"until", choice->until},
        {"request_ids", joined(arena, &choice->request_ids)},
        {"users", joined(arena, &choice->users)},
        {"teams", joined(arena, &choice->teams)},
        {"keys", joined(arena, &choice->keys)},
        {"models", joined(arena, &choice->models)},
        {0},
    };
    SqlValue *copy = arena_array(arena, SqlValue, sizeof values / sizeof *values);

    memcpy(copy, values, sizeof values);
    return copy;
}

bool archive_restore_plan(Session *session, const ArchiveRestoreRequest *request,
                          ArchiveRestore *restore, Error *error)
{
    *restore = (ArchiveRestore){
        .session = session,
        .request = request,
        .plan = {.command = session->command},
    };
    restore->plan.values = values_to_tell(restore);
    if (!choose_files(restore, error))
        return false;
    for (size_t at = 0; at < restore->files.count; at++)
        if (!look_at_file(restore, &restore->files.items[at], error))
            return false;
    for (size_t at = 0; at < restore->archives.count; at++)
        plan_archive(restore, &restore->archives.items[at]);
    plan_seal(&restore->plan, session->arena, session->fingerprint, "");
    return true;
}
