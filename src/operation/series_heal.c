#include "operation/series_heal.h"

#include "base/cleanup.h"
#include "operation/detach_settle.h"
#include "operation/series_draft.h"
#include "operation/series_judge.h"
#include "operation/series_runs.h"

/* Which batches count: all of them, or all but the last. */
static bool judge(const Incident *incident, SeriesDraft *draft, HealVerdict verdict, Error *error)
{
    bool was_committed = verdict == HEAL_AS_COMMITTED;
    size_t count = draft->draft.marks.count;

    if (count == 0)
        return true;
    const ArchiveMark *last = &draft->draft.marks.items[count - 1];
    if (!series_draft_notes(draft, count, error) ||
        (verdict == HEAL_JUDGES &&
         !series_judge(incident, draft->segment, last, &draft->notes.items[count - 1],
                       &was_committed, error)))
        return false;
    return was_committed || series_draft_notes(draft, count - 1, error);
}

static bool heal_segment(const Incident *incident, SeriesSegment *segment, HealVerdict verdict,
                         Error *error)
{
    SeriesDraft draft CLEANUP(series_draft_release) = {0};

    return series_draft_read(incident->session, incident->operation, segment, &draft, error) &&
           judge(incident, &draft, verdict, error) && series_draft_finish(&draft, error);
}

/* Steps that are no batches, and their segments. */
static bool heal_steps(const Incident *incident, HealVerdict verdict, SeriesHealed *healed,
                       Error *error)
{
    if (verdict == HEAL_JUDGES)
        return detach_heal(incident, &healed->rows, &healed->bytes, error);
    return detach_heal_as(incident, verdict == HEAL_AS_COMMITTED, &healed->rows, &healed->bytes,
                          error);
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
    return segment->is_done ? series_draft_tidy(incident->session, segment, error)
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
    if (!heal_steps(incident, verdict, healed, error) ||
        !series_segments(session, session->arena, incident->operation, &segments, error))
        return false;
    for (size_t at = 0; at < segments.count; at++) {
        SeriesSegment *segment = &segments.items[at];
        if (segment->step > 0)
            continue;
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

    if (!detach_is_pending(incident, needs, error) ||
        !series_segments(session, session->arena, incident->operation, &segments, error))
        return false;
    for (size_t at = 0; at < segments.count; at++)
        *needs |= segments.items[at].step == 0 && !segments.items[at].is_done;
    return true;
}
