#include "operation/series_heal.h"

#include "base/cleanup.h"
#include "base/text.h"
#include "file/archive_part.h"
#include "file/file.h"
#include "operation/series_judge.h"
#include "operation/series_runs.h"
#include "operation/series_segment.h"

/* A segment that has no end in the journal, and what is left of it. */
typedef struct {
    Arena *arena;
    const Incident *incident;
    SeriesSegment *segment;
    const char *folder;
    ArchiveDraft draft;
    LIST(SeriesNote) notes; /* of the batches that count */
    Costs *costs;           /* theirs */
} Leftover;

static void release(Leftover *leftover)
{
    costs_release(&leftover->costs);
    arena_release(&leftover->arena);
}

static Leftover leftover_of(const Incident *incident, SeriesSegment *segment)
{
    Leftover leftover = {
        .arena = arena_new(),
        .incident = incident,
        .segment = segment,
        .costs = costs_new(),
    };

    leftover.folder =
        path_join(leftover.arena, incident->session->state.path, segment->draft.place);
    return leftover;
}

static bool read_draft(Leftover *leftover, Error *error)
{
    return archive_draft_read(leftover->arena, leftover->folder, leftover->segment->draft.name,
                              &leftover->draft, error);
}

/* The first so many batches count. */
static bool read_notes(Leftover *leftover, size_t count, Error *error)
{
    costs_clear(leftover->costs);
    leftover->notes.count = 0;
    for (size_t at = 0; at < count; at++) {
        SeriesNote note;
        if (!series_read_note(leftover->arena, leftover->draft.marks.items[at].note, &note,
                              leftover->costs, error))
            return false;
        list_add(leftover->arena, &leftover->notes, note);
    }
    return true;
}

/* Which batches count: all of them, or all but the last. */
static bool judge(Leftover *leftover, HealVerdict verdict, Error *error)
{
    bool was_committed = verdict == HEAL_AS_COMMITTED;
    size_t count = leftover->draft.marks.count;

    if (count == 0)
        return true;
    const ArchiveMark *last = &leftover->draft.marks.items[count - 1];
    if (!read_notes(leftover, count, error) ||
        (verdict == HEAL_JUDGES &&
         !series_judge(leftover->incident, leftover->segment, last,
                       &leftover->notes.items[count - 1], &was_committed, error)))
        return false;
    return was_committed || read_notes(leftover, count - 1, error);
}

/* How many batches from the first on are for the same file. */
static size_t count_file(const Leftover *leftover, size_t first)
{
    const SeriesNote *notes = leftover->notes.items;
    size_t count = 1;

    while (first + count < leftover->notes.count &&
           text_equal(notes[first + count].name, notes[first].name) &&
           text_equal(notes[first + count].place, notes[first].place))
        count++;
    return count;
}

static bool make_file(Leftover *leftover, size_t first, size_t count, Error *error)
{
    Arena *arena = leftover->incident->session->arena;
    SeriesSegment *segment = leftover->segment;
    const SeriesNote *note = &leftover->notes.items[first];
    SeriesRecord record = {.file = segment->draft, .csv_sha256 = ""};
    PackedFacts facts;

    record.file.place = arena_copy(arena, note->place);
    record.file.name = arena_copy(arena, note->name);
    for (size_t at = first; at < first + count; at++)
        series_record_count(arena, &record, &leftover->notes.items[at]);
    if (segment->keeps_rows) {
        const char *folder =
            path_join(arena, leftover->incident->session->state.path, record.file.place);
        if (!archive_draft_extract(arena, leftover->folder, segment->draft.name, &leftover->draft,
                                   first, count, folder, record.file.name, &facts, error))
            return false;
        series_segment_facts(&record, &facts);
    }
    list_add(arena, &segment->files, record);
    return true;
}

static bool finish(Leftover *leftover, Error *error)
{
    const Incident *incident = leftover->incident;
    SeriesSegment *segment = leftover->segment;

    for (size_t at = 0, count; at < leftover->notes.count; at += count) {
        count = count_file(leftover, at);
        if (!make_file(leftover, at, count, error))
            return false;
    }
    segment->is_done = true;
    return series_segment_conclude(incident->session, incident->operation, segment,
                                   segment->has_costs ? leftover->costs : NULL, error);
}

static bool heal_segment(const Incident *incident, SeriesSegment *segment, HealVerdict verdict,
                         Error *error)
{
    Leftover leftover CLEANUP(release) = leftover_of(incident, segment);

    return read_draft(&leftover, error) && judge(&leftover, verdict, error) &&
           finish(&leftover, error);
}

/* It is done, but its draft is still there: the run died in between. */
static bool tidy(const Incident *incident, const SeriesSegment *segment, Error *error)
{
    Session *session = incident->session;
    const char *folder = path_join(session->arena, session->state.path, segment->draft.place);

    return archive_draft_forget(folder, segment->draft.name, error) &&
           folder_remove_empty(folder, error);
}

/* The transaction of a file that was there before. */
static bool heal_inserted(const Incident *incident, SeriesSegment *segment, HealVerdict verdict,
                          Error *error)
{
    Session *session = incident->session;
    Incident whole = *incident;
    bool was_committed = verdict == HEAL_AS_COMMITTED;

    whole.prepared = (PreparedRecord){
        .xid = segment->xid,
        .rows = segment->rows,
        .files = &segment->draft,
        .file_count = 1,
    };
    if (verdict == HEAL_JUDGES && !series_judge_file(&whole, &was_committed, error))
        return false;
    if (!was_committed)
        return true;
    series_segment_inserted(session->arena, segment);
    return journal_append(session->journal, incident->operation, JOURNAL_PROGRESS,
                          series_segment_done(session->arena, segment, NULL, 0), error);
}

static bool heal(const Incident *incident, SeriesSegment *segment, HealVerdict verdict,
                 Error *error)
{
    if (segment->xid != NULL)
        return segment->is_done || heal_inserted(incident, segment, verdict, error);
    return segment->is_done ? tidy(incident, segment, error)
                            : heal_segment(incident, segment, verdict, error);
}

static void count_files(const SeriesSegment *segment, SeriesHealed *healed)
{
    for (size_t at = 0; at < segment->files.count; at++) {
        healed->rows += segment->files.items[at].rows;
        healed->bytes += segment->files.items[at].file.bytes;
    }
}

bool series_heal(const Incident *incident, HealVerdict verdict, SeriesHealed *healed, Error *error)
{
    Session *session = incident->session;
    SeriesSegments segments;

    *healed = (SeriesHealed){0};
    if (!series_segments(session, session->arena, incident->operation, &segments, error))
        return false;
    for (size_t at = 0; at < segments.count; at++) {
        SeriesSegment *segment = &segments.items[at];
        if (!heal(incident, segment, verdict, error))
            return false;
        count_files(segment, healed);
    }
    return series_write_runs(session, incident->operation, error);
}

bool series_needs_server(const Incident *incident, bool *needs, Error *error)
{
    Session *session = incident->session;
    SeriesSegments segments;

    *needs = false;
    if (!series_segments(session, session->arena, incident->operation, &segments, error))
        return false;
    for (size_t at = 0; at < segments.count; at++)
        *needs |= !segments.items[at].is_done;
    return true;
}
