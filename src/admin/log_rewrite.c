#include "admin/log_rewrite.h"

#include <inttypes.h>

#include "admin/log_rewrite_kind.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "file/archive_run.h"
#include "server/copy.h"
#include "server/query.h"
#include "server/transaction.h"

enum {
    /* How long metadata is when it is stored is only known afterwards. It is asked for in so many
     * batches at the start, then in every so many-th, and in every one as long as that takes no
     * more than such a part of the batch. */
    MEASURED_FIRST = 4,
    MEASURED_EVERY = 16,
    MEASURED_PART = 4,
};

typedef struct {
    Rewrite *rewrite;
    LogWalk *walk;
    Throttle throttle;
    LogSlice slice;   /* of the batch at hand */
    int64_t rows;     /* that it may have */
    bool is_measured; /* the batch at hand is asked how long its values are before and after */
    int64_t bytes_before;
    int64_t bytes_after;
    int64_t measuring_us; /* what it took to ask */
    bool is_cheap;
    double factor; /* what was freed by the last such batch, in times of what was expected */
    bool has_file;
    bool is_over; /* the series is to stop */
} Job;

static bool keeps(const Job *job)
{
    return job->rewrite->request->archive;
}

static bool changes_metadata(const Job *job)
{
    return job->rewrite->request->metadata.count > 0;
}

static const LogRewriting *rewriting(const Job *job)
{
    return rewrite_statements(job->slice.statements, job->rewrite->request->kind);
}

static bool measure(Job *job, Arena *arena, int64_t *bytes, Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;
    int64_t began = clock_monotonic_us();

    if (!job->is_measured)
        return true;
    if (!rewrite_ask(job->rewrite, job->walk, arena, job->slice.statements->measure,
                     job->slice.values, &rows, error))
        return false;
    *bytes = rows_number(rows, 0, "bytes");
    job->measuring_us += clock_monotonic_us() - began;
    return true;
}

/* How much there is to do in a slice; one of pages has not been looked at before. */
static bool survey(Job *job, Arena *arena, Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;

    if (job->slice.is_end || job->slice.meant >= 0)
        return true;
    const SqlValue *values = log_values(
        arena, job->slice.values, (SqlValue){"most", arena_format(arena, "%" PRId64, INT64_MAX)});
    if (!rewrite_ask(job->rewrite, job->walk, arena, rewriting(job)->count, values, &rows, error))
        return false;
    job->slice.meant = rows_number(rows, 0, "row_count");
    job->slice.bytes = rows_number(rows, 0, "bytes");
    return true;
}

static bool change(Series *series, Job *job, SeriesBatch *batch, Error *error)
{
    const LogRewriting *sql = rewriting(job);
    Server *server = series_session(series)->server;
    Statement statement =
        log_walk_statement(job->walk, batch->arena, keeps(job) ? sql->archive : sql->change);

    return keeps(job) ? copy_out(server, &statement, series_take_row, series, &batch->rows, error)
                      : query_execute(server, &statement, job->slice.values, &batch->rows, error);
}

/* In one transaction; may run again. */
static bool work_slice(Series *series, void *context, SeriesBatch *batch, Error *error)
{
    Job *job = context;

    if (!log_walk_slice(job->walk, batch->arena, job->rows, &job->slice, error) ||
        !survey(job, batch->arena, error))
        return false;
    if (job->slice.is_end || job->slice.meant == 0)
        return true;
    batch->first = job->slice.first;
    batch->last = job->slice.last;
    job->measuring_us = 0;
    return measure(job, batch->arena, &job->bytes_before, error) &&
           change(series, job, batch, error) &&
           measure(job, batch->arena, &job->bytes_after, error);
}

/* Without an archive it is for the notes: what a run that was killed had done is known by them. */
static bool open_file(Series *series, Job *job, const LogDay *day, Error *error)
{
    Arena *arena = series_session(series)->arena;
    const LogTable *table = &job->rewrite->tables.items[0];
    const char *archive = REWRITE_FACTS[job->rewrite->request->kind].archive;
    SeriesFile file = {
        .kind = PREIMAGE_REWRITTEN,
        .table = table->table->name,
        .place = keeps(job) ? archive_place(arena, archive, day->day) : series_place(series, arena),
        .columns = keeps(job)
                       ? preimage_rewritten(arena, table->table->key, job->rewrite->only.columns)
                       : NULL,
        .keeps_rows = keeps(job),
    };

    job->has_file = true;
    return series_open_file(series, &file, error);
}

/* An archive has a file for each day. */
static bool begin_day(Series *series, Job *job, const LogDay *day, Error *error)
{
    return !job->has_file || !keeps(job) || open_file(series, job, day, error);
}

/* Before the first file: where nothing is left, none is begun and nothing is locked. *is_done: nor
 * is anything left of the day. */
static bool prepare_slice(Series *series, Job *job, const LogDay *day, bool *is_left, bool *is_done,
                          Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Server *server = series_session(series)->server;

    *is_left = true;
    if (job->has_file)
        return true;
    if (!transaction_begin(server, &(TransactionOptions){.kind = TRANSACTION_READ}, error))
        return false;
    bool is_known = log_walk_slice(job->walk, arena, job->rows, &job->slice, error) &&
                    survey(job, arena, error);
    transaction_rollback(server);
    if (!is_known)
        return false;
    *is_left = !job->slice.is_end && job->slice.meant > 0;
    if (*is_left)
        return open_file(series, job, day, error);
    *is_done = log_walk_advance(job->walk, &job->slice);
    return true;
}

static void count_batch(Job *job, const SeriesBatch *batch)
{
    Rewritten *done = &job->rewrite->rewritten;
    const LogSlice *slice = &job->slice;
    double expected = (double) slice->bytes * (double) batch->rows / (double) slice->meant;

    throttle_learn(&job->throttle, batch);
    done->rows += batch->rows;
    if (job->is_measured && expected > 0) {
        job->is_cheap = MEASURED_PART * job->measuring_us <= batch->work_us;
        job->factor = (double) (job->bytes_before - job->bytes_after) / expected;
    }
    done->is_estimate |= changes_metadata(job) && !job->is_measured;
    done->freed += job->factor * expected;
}

/* One batch tells what the others would be like. */
static bool is_rehearsed(const Series *series, const Job *job)
{
    return series_is_rehearsal(series) && job->rewrite->rewritten.rows > 0;
}

static bool rewrite_slice(Series *series, Job *job, bool *is_done, Error *error)
{
    const SeriesBatch *batch;
    int64_t batches = series_so_far(series)->batches;

    job->is_measured = changes_metadata(job) &&
                       (job->is_cheap || batches < MEASURED_FIRST || batches % MEASURED_EVERY == 0);
    BatchRequest request = {.table = SPEND_LOGS, .work = work_slice, .context = job};
    if (!series_batch(series, &request, &batch, error))
        return false;
    if (batch->rows > 0)
        count_batch(job, batch);
    /* A full batch may have left some of the slice: of an instant that has more than one can take.
     */
    *is_done = (batch->rows < job->rows && log_walk_advance(job->walk, &job->slice)) ||
               is_rehearsed(series, job);
    return true;
}

static bool rewrite_day(Series *series, Job *job, const LogDay *day, Error *error)
{
    const char *why;
    bool is_done = false, is_left;

    while (!is_done) {
        if (!throttle_next(&job->throttle, series_session(series), &job->rows, &why, error))
            return false;
        job->is_over = job->rows == 0;
        if (job->is_over) {
            series_stop(series, why);
            return true;
        }
        if (!prepare_slice(series, job, day, &is_left, &is_done, error) ||
            (is_left && !rewrite_slice(series, job, &is_done, error)))
            return false;
    }
    return true;
}

bool rewrite_work(Series *series, void *context, Error *error)
{
    Rewrite *rewrite = context;
    LogWalk *walk CLEANUP(log_walk_release) = rewrite_walk(rewrite);
    Job job = {
        .rewrite = rewrite,
        .walk = walk,
        .throttle = throttle_start(&rewrite->request->pace),
        .factor = 1,
    };
    LogDay day;

    while (!job.is_over && !is_rehearsed(series, &job)) {
        if (!log_walk_next_day(walk, &day, error))
            return false;
        if (day.day == NULL)
            return true;
        if (!begin_day(series, &job, &day, error) || !rewrite_day(series, &job, &day, error))
            return false;
    }
    return true;
}
