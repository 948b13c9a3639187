#include "operation/series.h"

#include <inttypes.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "operation/announce.h"
#include "operation/series_internal.h"
#include "operation/series_runs.h"

Session *series_session(const Series *series)
{
    return series->session;
}

bool series_is_rehearsal(const Series *series)
{
    return series->request->rehearse;
}

const SeriesResult *series_so_far(const Series *series)
{
    return series->result;
}

void series_stop(Series *series, const char *why)
{
    series->result->stopped = arena_copy(series->session->arena, why);
    series->result->outcome = OUTCOME_BACKLOG_LEFT;
}

/* Files. */

const char *series_place(const Series *series, Arena *arena)
{
    return arena_format(arena, "operations/%06" PRId64, series->result->operation);
}

bool series_open_file(Series *series, const SeriesFile *file, Error *error)
{
    int64_t operation = series->result->operation, number = ++series->file_count;

    if (series->request->rehearse)
        return true;
    if (series->segment != NULL && !series_segment_takes(series->segment, file) &&
        !series_flush_files(series, error))
        return false;
    if (series->segment == NULL &&
        !series_segment_open(series->session, operation, number, file, &series->segment, error))
        return false;
    series_segment_next(series->segment, operation, number, file);
    series->has_file = true;
    return true;
}

void series_close_file(Series *series)
{
    series->has_file = false;
}

bool series_flush_files(Series *series, Error *error)
{
    SeriesResult *result = series->result;

    series->has_file = false;
    if (series->segment == NULL)
        return true;
    if (!series_segment_close(series->session, result->operation, series->segment,
                              &result->csv_bytes, &result->file_bytes, error)) {
        /* How far it came only the journal knows: "done" must not come twice. */
        series->must_heal = true;
        return false;
    }
    series_segment_release(&series->segment);
    return true;
}

bool series_take_row(void *context, const char *row, size_t size, Error *error)
{
    Series *series = context;
    OpenSegment *segment = series->segment;

    if (!series->has_file)
        return true;
    if (segment->record.keeps_rows)
        series->batch.bytes += (int64_t) size;
    return (segment->cost_rows == NULL || cost_rows_take(segment->cost_rows, row, size, error)) &&
           archive_part_add(segment->part, row, size, error);
}

/* Steps that are no batches. */

int64_t *series_file_count_of(Series *series)
{
    return &series->file_count;
}

void series_set_unsettled(Series *series, bool is_unsettled)
{
    series->is_unsettled = is_unsettled;
}

void series_add_result(Series *series, int64_t rows, int64_t csv_bytes, int64_t file_bytes)
{
    series->result->rows += rows;
    series->result->csv_bytes += csv_bytes;
    series->result->file_bytes += file_bytes;
}

void series_tell(Series *series, int64_t rows, int64_t bytes)
{
    if (series->request->tell != NULL)
        series->request->tell(rows, bytes);
}

/* Before and after. */

static bool end(Series *series, const Error *failure, Error *error)
{
    SeriesResult *result = series->result;
    EndRecord record = {
        .outcome = failure == NULL ? result->outcome : failure->outcome,
        .message = failure == NULL ? result->stopped : failure->message,
        .rows = result->rows,
        .bytes = result->file_bytes,
        .duration_ms = result->duration_ms,
    };

    return journal_append(series->session->journal, result->operation, JOURNAL_ENDED,
                          record_ended(series->session->arena, &record), error);
}

static bool conclude(Series *series, Error *error)
{
    return series_write_runs(series->session, series->result->operation, error) &&
           end(series, NULL, error);
}

/* Everything but the reason why it ended. */
static bool end_with_failure(Series *series, const Error *failure, Error *error)
{
    Session *session = series->session;

    return series_flush_files(series, error) &&
           series_write_runs(session, series->result->operation, error) &&
           end(series, failure, error);
}

/* What was committed before stays, and its files get their names if the disk allows. */
static void give_up(Series *series, const Error *error)
{
    Arena *arena = series->session->arena;
    const SeriesResult *result = series->result;
    Error second = {0};

    bool must_heal = series->must_heal || series->is_unsettled;
    if (!must_heal && !end_with_failure(series, error, &second))
        log_warning("%s; the next run puts the journal right", second.message);
    if (result->rows > 0)
        log_note("before that, %s in %s: operation %" PRId64 "; run it again to go on",
                 text_plural(arena, result->rows, "row was done", "rows were done"),
                 text_plural(arena, result->batches, "batch", "batches"), result->operation);
}

static void sum_up(Series *series, int64_t began_ms)
{
    SeriesResult *result = series->result;

    result->duration_ms = clock_monotonic_ms() - began_ms;
    if (series->measured_rows > 0)
        result->wal_bytes = (int64_t) ((double) series->measured_wal * (double) result->rows /
                                       (double) series->measured_rows);
}

/* A signal between two batches ends the series like any other reason to stop. */
static bool is_stopped(Series *series, const Error *error)
{
    bool is_signal = error->outcome == OUTCOME_INTERRUPTED || error->outcome == OUTCOME_TERMINATED;

    if (!is_signal || series->is_unsettled)
        return false;
    series_stop(series, "a signal asked for it");
    return true;
}

static bool run(Series *series, Error *error)
{
    const SeriesRequest *request = series->request;
    int64_t began_ms = clock_monotonic_ms();

    if (!request->rehearse &&
        !announce(series->session, request->plan, RECORD_SERIES, request->undoes, &series->lock,
                  &series->result->operation, error)) {
        if (series->result->operation > 0)
            give_up(series, error);
        return false;
    }

    bool is_done = (request->work(series, request->context, error) || is_stopped(series, error)) &&
                   series_flush_files(series, error);
    sum_up(series, began_ms);
    if (request->rehearse)
        return is_done;
    if (is_done)
        return conclude(series, error);
    give_up(series, error);
    return false;
}

bool series_run(Session *session, const SeriesRequest *request, SeriesResult *result, Error *error)
{
    *result = (SeriesResult){.outcome = OUTCOME_COMPLETED};

    Series series = {
        .session = session,
        .request = request,
        .result = result,
        .batch_arena = arena_new(),
    };
    bool is_done = run(&series, error);
    series_segment_release(&series.segment);
    arena_release(&series.batch_arena);
    lock_release(&series.lock);
    return is_done;
}
