#include "operation/put_back.h"

#include "base/cleanup.h"
#include "base/text.h"
#include "build/sql.h"
#include "file/unpacker.h"
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

enum { CHUNK_BYTES = 4 * 1024 * 1024 };

/* What is read ahead for one batch. */
typedef struct {
    Series *series;
    const PutBack *wanted;
    PutBackResult *result;
    Arena *arena;
    Text *rows; /* CSV */
    int64_t count;
    int64_t limit; /* rows of a batch */
} Chunk;

bool put_back_is_possible(PreimageKind kind)
{
    return (size_t) kind < sizeof WAYS / sizeof *WAYS && WAYS[kind].sql != NULL;
}

static bool work_chunk(Series *series, void *context, SeriesBatch *batch, Error *error)
{
    const Chunk *chunk = context;
    const PreimageFile *file = chunk->wanted->file;
    Session *session = series_session(series);
    Statement statement = stage_statement(session, batch->arena, file, WAYS[file->kind].sql);

    return stage_load_rows(session, file, text_value(chunk->rows), text_length(chunk->rows),
                           error) &&
           copy_out(session->server, &statement, series_take_row, series, &batch->rows, error);
}

static bool run_chunk(Chunk *chunk, Error *error)
{
    const SeriesBatch *batch;

    if (chunk->count == 0)
        return true;
    if (!series_batch(chunk->series, chunk->wanted->file->table, work_chunk, chunk, &batch, error))
        return false;
    chunk->result->meant += chunk->count;
    chunk->result->changed += batch->rows;
    throttle_learn(chunk->wanted->throttle, batch);
    text_clear(chunk->rows);
    chunk->count = 0;
    return true;
}

/* How many rows the next batch may have; none when the series is to stop. */
static bool next_limit(Chunk *chunk, Error *error)
{
    const char *why;

    if (!throttle_next(chunk->wanted->throttle, series_session(chunk->series), &chunk->limit, &why,
                       error))
        return false;
    if (chunk->limit == 0) {
        series_stop(chunk->series, why);
        chunk->result->is_over = true;
    }
    return true;
}

static bool take_row(const SheetRow *row, void *context, Error *error)
{
    Chunk *chunk = context;
    const PutBack *wanted = chunk->wanted;

    if (chunk->result->is_over || (wanted->filter != NULL && !wanted->filter(row, wanted->context)))
        return true;
    sheet_add_row(chunk->rows, row->values, row->lengths, row->count, SHEET_QUOTE_NEEDED);
    chunk->count++;
    if (chunk->count < chunk->limit && text_length(chunk->rows) < CHUNK_BYTES)
        return true;
    return run_chunk(chunk, error) && next_limit(chunk, error);
}

static bool read_rows(Chunk *chunk, const char *path, Error *error)
{
    Session *session = series_session(chunk->series);
    const PreimageFile *file = chunk->wanted->file;
    PackedSource source = {.path = path, .name = file->name, .identity = session->identity_file};
    Unpacker *unpacker CLEANUP(unpacker_release) = NULL;
    SheetReader *reader CLEANUP(sheet_reader_release) =
        sheet_reader_new(path, NULL, take_row, chunk);

    return unpacker_open(chunk->arena, &source, &unpacker, error) &&
           unpacker_read_all(unpacker, reader, error) &&
           (chunk->result->is_over || run_chunk(chunk, error));
}

static bool open_file(Series *series, const PreimageFile *file, Error *error)
{
    SeriesFile result = {
        .kind = WAYS[file->kind].leaves,
        .table = file->table,
        .place = series_place(series, series_session(series)->arena),
        .columns = file->columns,
    };

    return series_open_file(series, &result, error);
}

bool put_back(Series *series, const PutBack *wanted, PutBackResult *result, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Session *session = series_session(series);
    const char *folder = ""; /* of the operation that is put back: its files have places */
    Chunk chunk = {
        .series = series,
        .wanted = wanted,
        .result = result,
        .arena = arena,
        .rows = text_new(arena),
    };

    *result = (PutBackResult){0};
    if (!next_limit(&chunk, error) || result->is_over)
        return result->is_over;
    const char *path = preimage_path(arena, session->state.path, folder, wanted->file);
    bool is_back = open_file(series, wanted->file, error) && read_rows(&chunk, path, error);
    series_close_file(series);
    return is_back;
}
