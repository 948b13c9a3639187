#include "operation/series_heal.h"

#include "base/cleanup.h"
#include "file/archive_part.h"
#include "file/file.h"
#include "operation/series_file.h"
#include "operation/series_judge.h"
#include "operation/series_runs.h"

/* A file that has no end in the journal, and what is left of it. */
typedef struct {
    Arena *arena;
    const Incident *incident;
    SeriesRecord *record;
    const char *folder;
    ArchiveMarks marks;
    LIST(SeriesNote) notes;
    Costs *costs; /* of the batches that count */
} Leftover;

static void release(Leftover *leftover)
{
    costs_release(&leftover->costs);
    arena_release(&leftover->arena);
}

static Leftover leftover_of(const Incident *incident, SeriesRecord *record)
{
    Leftover leftover = {
        .arena = arena_new(),
        .incident = incident,
        .record = record,
        .costs = costs_new(),
    };

    leftover.folder = path_join(leftover.arena, incident->session->state.path, record->file.place);
    return leftover;
}

static bool read_marks(Leftover *leftover, Error *error)
{
    return archive_part_read(leftover->arena, leftover->folder, leftover->record->file.name,
                             &leftover->marks, error);
}

/* The first so many batches count. */
static bool read_notes(Leftover *leftover, size_t count, Error *error)
{
    costs_clear(leftover->costs);
    leftover->notes.count = 0;
    for (size_t at = 0; at < count; at++) {
        SeriesNote note;
        if (!series_read_note(leftover->arena, leftover->marks.items[at].note, &note,
                              leftover->costs, error))
            return false;
        list_add(leftover->arena, &leftover->notes, note);
    }
    return true;
}

/* How many batches count. */
static bool judge(Leftover *leftover, HealVerdict verdict, size_t *count, Error *error)
{
    bool was_committed = verdict == HEAL_AS_COMMITTED;

    *count = leftover->marks.count;
    if (*count == 0)
        return true;
    const ArchiveMark *last = &leftover->marks.items[*count - 1];
    if (!read_notes(leftover, *count, error) ||
        (verdict == HEAL_JUDGES &&
         !series_judge(leftover->incident, leftover->record, last,
                       &leftover->notes.items[*count - 1], &was_committed, error)))
        return false;
    *count -= was_committed ? 0 : 1;
    return read_notes(leftover, *count, error);
}

static void count_batches(Leftover *leftover)
{
    SeriesOpenFile file = {.arena = leftover->arena, .record = *leftover->record};

    for (size_t at = 0; at < leftover->notes.count; at++)
        series_file_count(&file, &leftover->notes.items[at], NULL);
    *leftover->record = file.record;
}

static bool finish(Leftover *leftover, size_t count, Error *error)
{
    SeriesRecord *record = leftover->record;
    PackedFacts facts;

    if (!archive_part_recover(leftover->arena, leftover->folder, record->file.name,
                              &leftover->marks, count, &facts, error))
        return false;
    count_batches(leftover);
    record->is_done = true;
    record->file.rows = facts.rows;
    record->file.bytes = facts.file_bytes;
    record->file.sha256 = facts.file_sha256 == NULL ? "" : facts.file_sha256;
    record->csv_bytes = facts.csv_bytes;
    record->csv_sha256 = facts.csv_sha256;
    return series_file_conclude(leftover->incident->session, leftover->incident->operation, record,
                                record->day == NULL ? NULL : leftover->costs, leftover->folder,
                                error);
}

static bool heal_file(const Incident *incident, SeriesRecord *record, HealVerdict verdict,
                      Error *error)
{
    Leftover leftover CLEANUP(release) = leftover_of(incident, record);
    size_t count;

    return read_marks(&leftover, error) && judge(&leftover, verdict, &count, error) &&
           finish(&leftover, count, error);
}

/* A file that is done, but its draft is still there: the run died in between. */
static bool tidy(const Incident *incident, const SeriesRecord *record, Error *error)
{
    Session *session = incident->session;

    return archive_part_forget(path_join(session->arena, session->state.path, record->file.place),
                               record->file.name, error);
}

bool series_heal(const Incident *incident, HealVerdict verdict, SeriesHealed *healed, Error *error)
{
    Session *session = incident->session;
    SeriesRecords records;

    *healed = (SeriesHealed){0};
    if (!series_records(session, session->arena, incident->operation, &records, error))
        return false;
    for (size_t at = 0; at < records.count; at++) {
        SeriesRecord *record = &records.items[at];
        if (record->is_done ? !tidy(incident, record, error)
                            : !heal_file(incident, record, verdict, error))
            return false;
        healed->rows += record->rows;
        healed->bytes += record->file.bytes;
    }
    return series_write_runs(session, incident->operation, error);
}

bool series_needs_server(const Incident *incident, bool *needs, Error *error)
{
    Session *session = incident->session;
    SeriesRecords records;

    *needs = false;
    if (!series_records(session, session->arena, incident->operation, &records, error))
        return false;
    for (size_t at = 0; at < records.count; at++)
        *needs |= !records.items[at].is_done;
    return true;
}
