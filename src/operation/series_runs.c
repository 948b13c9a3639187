#include "operation/series_runs.h"

#include "base/cleanup.h"
#include "base/text.h"
#include "file/archive_run.h"
#include "operation/record.h"
#include "operation/series_record.h"

typedef LIST(ArchiveFile) ArchiveFiles;

static ArchiveFile file_of(const SeriesRecord *record)
{
    return (ArchiveFile){
        .file = record->file,
        .csv_bytes = record->csv_bytes,
        .csv_sha256 = record->csv_sha256,
        .first = record->first,
        .last = record->last,
    };
}

static bool is_in(Arena *arena, const SeriesRecord *record, const char *archive)
{
    return record->file.rows > 0 &&
           text_equal(archive_of_place(arena, record->file.place), archive);
}

static ArchiveRun run_of(Arena *arena, const ArchiveRun *about, const SeriesRecords *records,
                         const char *archive)
{
    ArchiveRun run = *about;
    ArchiveFiles files = {0};

    for (size_t at = 0; at < records->count; at++)
        if (is_in(arena, &records->items[at], archive))
            list_add(arena, &files, file_of(&records->items[at]));
    run.archive = archive;
    run.files = files.items;
    run.file_count = files.count;
    return run;
}

static bool has_run(const SeriesRuns *runs, const char *archive)
{
    for (size_t at = 0; at < runs->count; at++)
        if (text_equal(runs->items[at].archive, archive))
            return true;
    return false;
}

static bool describe(Session *session, Arena *arena, int64_t operation, ArchiveRun *run,
                     Error *error)
{
    const JournalEvent *events;
    PlannedRecord planned;
    size_t count;

    if (!journal_events(session->journal, arena, operation, &events, &count, error) ||
        !record_read_planned(arena, events[0].body, &planned, error))
        return false;
    *run = (ArchiveRun){
        .operation = operation,
        .command = planned.command,
        .started = planned.started,
        .host = planned.host,
        .database = planned.database,
        .schema = planned.schema,
        .system_identifier = planned.system_identifier,
        .server_version = planned.server_version,
        .fingerprint = planned.fingerprint,
        .tool_version = VERSION,
    };
    return true;
}

bool series_runs(Session *session, Arena *arena, int64_t operation, SeriesRuns *runs, Error *error)
{
    SeriesRecords records;
    ArchiveRun about = {0};

    *runs = (SeriesRuns){0};
    if (!series_records(session, arena, operation, &records, error))
        return false;
    for (size_t at = 0; at < records.count; at++) {
        const char *archive = archive_of_place(arena, records.items[at].file.place);
        if (archive == NULL || has_run(runs, archive) || !is_in(arena, &records.items[at], archive))
            continue;
        if (runs->count == 0 && !describe(session, arena, operation, &about, error))
            return false;
        list_add(arena, runs, run_of(arena, &about, &records, archive));
    }
    return true;
}

bool series_write_runs(Session *session, int64_t operation, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    SeriesRuns runs;

    if (!series_runs(session, arena, operation, &runs, error))
        return false;
    for (size_t at = 0; at < runs.count; at++) {
        ArchiveRun *run = &runs.items[at];
        if (!journal_head(session->journal, arena, &run->journal_head, &run->journal_sequence,
                          error) ||
            !archive_run_write(session->state.path, run, error))
            return false;
    }
    return true;
}
