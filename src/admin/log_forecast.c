#include "admin/log_forecast.h"

#include "base/cleanup.h"
#include "base/log.h"
#include "base/text.h"
#include "build/sql.h"
#include "file/compress.h"
#include "server/copy.h"
#include "server/transaction.h"

enum {
    SAMPLED_PAGES = 200,
    SAMPLE_TIMEOUT_MS = 5000,
    FRAME_ROWS = 500, /* as a batch at the default pace has */
};

#define QUERY_CANCELED "57014"

typedef struct {
    Compressor *compressor;
    Text *out;
    int64_t rows;
    int64_t bytes;
} Sample;

static void take_packed(Sample *sample)
{
    sample->bytes += (int64_t) text_length(sample->out);
    text_clear(sample->out);
}

static bool take_row(void *context, const char *row, size_t size, Error *error)
{
    Sample *sample = context;

    (void) error;
    compressor_add(sample->compressor, row, size, sample->out);
    if (++sample->rows % FRAME_ROWS == 0)
        compressor_end(sample->compressor, sample->out);
    take_packed(sample);
    return true;
}

static bool read_sample(Session *session, Arena *arena, const LogTable *table, Sample *sample,
                        Error *error)
{
    double pages = (double) table->page_count;
    double percent = pages > SAMPLED_PAGES ? 100.0 * SAMPLED_PAGES / pages : 100;
    const SqlNames names[] = {
        SQL_NAME("table", table->table->name),
        {"columns", catalog_written_columns(table->table, arena)},
        {0},
    };
    StatementContext context = {.catalog = session->catalog, .names = names};
    Statement statement = statement_make(arena, &SQL_SERVER_SIZE_SAMPLE_ROWS, &context);
    const SqlValue *values = SQL_VALUES({"percent", text_real(arena, percent)});
    int64_t rows;

    return copy_values(session->server, values, error) &&
           copy_out(session->server, &statement, take_row, sample, &rows, error);
}

/* A slow disk is no reason to fail. */
static bool may_do_without(const LogTable *table, const Error *error)
{
    if (!text_equal(error->sqlstate, QUERY_CANCELED))
        return false;
    log_debug("a sample of %s took too long", table->table->name);
    return true;
}

bool log_forecast(Session *session, const LogTable *table, int64_t rows, int64_t *bytes,
                  Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Compressor *compressor CLEANUP(compressor_release) = compressor_new(COMPRESS_LEVEL);
    Sample sample = {.compressor = compressor, .out = text_new(arena)};
    TransactionOptions options = {
        .kind = TRANSACTION_READ,
        .statement_timeout_ms = SAMPLE_TIMEOUT_MS,
    };

    *bytes = -1;
    if (!transaction_begin(session->server, &options, error))
        return false;
    bool is_read = read_sample(session, arena, table, &sample, error);
    transaction_rollback(session->server);
    if (!is_read)
        return may_do_without(table, error);
    compressor_end(compressor, sample.out);
    take_packed(&sample);
    if (sample.rows > 0)
        *bytes = (int64_t) ((double) sample.bytes / (double) sample.rows * (double) rows);
    return true;
}
