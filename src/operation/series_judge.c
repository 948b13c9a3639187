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

bool series_judge(const Incident *incident, const SeriesSegment *segment, const ArchiveMark *mark,
                  const SeriesNote *note, bool *was_committed, Error *error)
{
    PreimageFile rows;
    Incident batch = batch_of(incident, segment, mark, note, &rows);
    Witnesses witnesses;

    if (!witnesses_hear(&batch, &witnesses, error))
        return false;

    Verdict verdict = witnesses_verdict(&witnesses);
    *was_committed = verdict == VERDICT_COMMITTED;
    if (verdict == VERDICT_COMMITTED || verdict == VERDICT_ABORTED)
        return true;
    if (verdict == VERDICT_MIXED)
        return stays_in_doubt(&batch, segment, &witnesses, error);
    fail(error, OUTCOME_LOCKED, "the last batch of operation %" PRId64 " is still in progress",
         batch.operation);
    return fail_hint(error, "Its transaction ends by its own timeouts; try again later.");
}
