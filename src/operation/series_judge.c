#include "operation/series_judge.h"

#include <inttypes.h>

#include "file/file.h"

/* The batch as if it were an operation of its own: its rows are a range of the draft. */
static Incident batch_of(const Incident *incident, const SeriesSegment *segment,
                         const ArchiveMark *mark, const SeriesNote *note, PreimageFile *rows)
{
    Incident batch = *incident;

    *rows = segment->draft;
    rows->offset = mark->from;
    rows->length = mark->to - mark->from;
    batch.prepared = (PreparedRecord){
        .xid = note->xid,
        .rows = note->rows,
        .files = rows,
        .file_count = segment->keeps_rows ? 1 : 0,
    };
    return batch;
}

static bool stays_in_doubt(const Incident *batch, const SeriesSegment *segment,
                           const Witnesses *witnesses, Error *error)
{
    fail(error, OUTCOME_IN_DOUBT,
         "it is not known whether the last batch of operation %" PRId64 " was committed",
         batch->operation);
    fail_detail(error, "%s", witnesses_evidence(batch, witnesses));
    return fail_hint(
        error,
        "Its rows are at the end of \"%s/%s.part\". Compare them with \"%s\", then "
        "tell the journal: litellm-dba journal settle %" PRId64 " --as completed (or interrupted).",
        segment->draft.place, segment->draft.name, segment->draft.table, batch->operation);
}

static bool hear(const Incident *incident, Verdict *verdict, Witnesses *witnesses, Error *error)
{
    if (!witnesses_hear(incident, witnesses, error))
        return false;
    *verdict = witnesses_verdict(witnesses);
    if (*verdict != VERDICT_IN_PROGRESS)
        return true;
    fail(error, OUTCOME_LOCKED, "the last batch of operation %" PRId64 " is still in progress",
         incident->operation);
    return fail_hint(error, "Its transaction ends by its own timeouts; try again later.");
}

bool series_judge(const Incident *incident, const SeriesSegment *segment, const ArchiveMark *mark,
                  const SeriesNote *note, bool *was_committed, Error *error)
{
    PreimageFile rows;
    Incident batch = batch_of(incident, segment, mark, note, &rows);
    Witnesses witnesses;
    Verdict verdict;

    if (!hear(&batch, &verdict, &witnesses, error))
        return false;
    *was_committed = verdict == VERDICT_COMMITTED;
    return verdict != VERDICT_MIXED || stays_in_doubt(&batch, segment, &witnesses, error);
}

bool series_judge_file(const Incident *incident, bool *was_committed, Error *error)
{
    const PreimageFile *file = &incident->prepared.files[0];
    Witnesses witnesses;
    Verdict verdict;

    if (!hear(incident, &verdict, &witnesses, error))
        return false;
    *was_committed = verdict == VERDICT_COMMITTED;
    if (verdict != VERDICT_MIXED)
        return true;
    fail(error, OUTCOME_IN_DOUBT,
         "it is not known whether a file of operation %" PRId64 " was restored",
         incident->operation);
    fail_detail(error, "%s", witnesses_evidence(incident, &witnesses));
    return fail_hint(error,
                     "Its rows are in \"%s/%s\". Compare them with \"%s\", then tell the journal: "
                     "litellm-dba journal settle %" PRId64 " --as completed (or interrupted).",
                     file->place, file->name, file->table, incident->operation);
}
