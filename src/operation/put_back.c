#include "operation/put_back.h"

#include "base/cleanup.h"
#include "base/text.h"
#include "build/sql.h"
#include "operation/stage.h"
#include "server/copy.h"

/* What is done with the rows of a file of each kind, and what that leaves behind. */
static const struct {
    const SqlText *sql;
    PreimageKind leaves;
} WAYS[] = {
    [PREIMAGE_DELETED] = {&SQL_SERVER_UNDO_COPY_INSERTED, PREIMAGE_INSERTED},
    [PREIMAGE_INSERTED] = {&SQL_SERVER_UNDO_COPY_DELETED, PREIMAGE_DELETED},
    [PREIMAGE_REWRITTEN] = {&SQL_SERVER_UNDO_COPY_REWRITTEN, PREIMAGE_REWRITTEN},
};

typedef struct {
    Series *series;
    const PutBack *wanted;
    const PreimageFile *file; /* as it is staged: only the wanted columns, with the present key */
    const Chunk *chunk;       /* at hand */
    PutBackResult *result;
} Job;

bool put_back_is_possible(PreimageKind kind)
{
    return (size_t) kind < sizeof WAYS / sizeof *WAYS && WAYS[kind].sql != NULL;
}

static bool work_chunk(Series *series, void *context, SeriesBatch *batch, Error *error)
{
    const Job *job = context;
    Session *session = series_session(series);
    const Text *rows = job->chunk->rows;
    Statement statement =
        stage_statement(session, batch->arena, job->file, WAYS[job->file->kind].sql);

    return stage_load_rows(session, job->file, text_value(rows), text_length(rows), error) &&
           copy_out(session->server, &statement, series_take_row, series, &batch->rows, error);
}

/* How many rows the next batch may have; none when the series is to stop. */
static bool next_limit(Job *job, int64_t *limit, Error *error)
{
    const char *why;

    if (!throttle_next(job->wanted->throttle, series_session(job->series), limit, &why, error))
        return false;
    if (*limit == 0) {
        series_stop(job->series, why);
        job->result->is_over = true;
    }
    return true;
}

static bool take_chunk(const Chunk *chunk, int64_t *limit, void *context, Error *error)
{
    Job *job = context;
    const SeriesBatch *batch;

    job->chunk = chunk;
    BatchRequest request = {.table = job->file->table, .work = work_chunk, .context = job};
    if (!series_batch(job->series, &request, &batch, error))
        return false;
    job->result->meant += chunk->count;
    job->result->changed += batch->rows;
    throttle_learn(job->wanted->throttle, batch);
    return next_limit(job, limit, error);
}

static bool open_file(const Job *job, Error *error)
{
    const Session *session = series_session(job->series);
    const PreimageFile *file = job->file;
    SeriesFile result = {
        .kind = WAYS[file->kind].leaves,
        .table = file->table,
        .place = series_place(job->series, session->arena),
        .columns = file->kind == PREIMAGE_REWRITTEN
                       ? file->columns
                       : catalog_written_columns(catalog_table(session->catalog, file->table),
                                                 session->arena),
        .keeps_rows = true,
        .day = job->wanted->day,
        .cost_sign = job->wanted->cost_sign,
    };

    return series_open_file(job->series, &result, error);
}

bool put_back(Series *series, const PutBack *wanted, PutBackResult *result, Error *error)
{
    PreimageFile staged;
    Job job = {.series = series, .wanted = wanted, .file = &staged, .result = result};
    int64_t limit;

    *result = (PutBackResult){0};
    if (!stage_file(series_session(series), wanted->source.file, wanted->source.columns, &staged,
                    error) ||
        !next_limit(&job, &limit, error) || result->is_over)
        return result->is_over;
    bool is_back = open_file(&job, error) && chunks_read(series_session(series), &wanted->source,
                                                         limit, take_chunk, &job, error);
    series_close_file(series);
    return is_back;
}
