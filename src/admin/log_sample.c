#include "admin/log_sample.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "build/sql.h"
#include "server/query.h"
#include "server/transaction.h"

enum {
    SAMPLED_PAGES = 500, /* about 2,000 rows with prompts */
    KEYS_SHOWN = 10,
    SAMPLE_TIMEOUT_MS = 5000,
};

#define QUERY_CANCELED "57014"

static const int64_t DAY_US = INT64_C(24) * 3600 * 1000 * 1000;
static const int64_t AGES[] = {7, 14, 30, 60, 90, 120, 180, 270, 365};

enum { AGE_COUNT = sizeof AGES / sizeof *AGES };

/* Asking. */

static const char *percent_of(Arena *arena, const LogSize *size)
{
    double pages = (double) size->heap_bytes / 8192;
    double percent = pages > SAMPLED_PAGES ? 100.0 * SAMPLED_PAGES / pages : 100;

    return text_real(arena, percent);
}

/* Every column, for the lines that are repeated. */
static const NamedReference *columns_of(Arena *arena, const CatalogTable *table)
{
    NamedReference *references = arena_array(arena, NamedReference, table->column_count + 1);

    for (size_t at = 0; at < table->column_count; at++)
        references[at] = (NamedReference){"column", table->name, table->columns[at].name};
    return references;
}

static bool ask(Session *session, Arena *arena, const LogSize *size, const SqlText *sql,
                const SqlValue *values, Rows **rows, Error *error)
{
    StatementContext context = {
        .catalog = session->catalog,
        .references = columns_of(arena, size->table),
    };
    Statement statement = statement_make(arena, sql, &context);

    return query(session->server, &statement, values, rows, error);
}

static bool begin(Session *session, Error *error)
{
    return transaction_begin(session->server,
                             &(TransactionOptions){
                                 .kind = TRANSACTION_READ,
                                 .statement_timeout_ms = SAMPLE_TIMEOUT_MS,
                             },
                             error);
}

/* A slow disk is no reason to fail: then there is no sample. */
static bool may_do_without(const Error *error)
{
    if (!text_equal(error->sqlstate, QUERY_CANCELED))
        return false;
    log_warning("a sample of the log took longer than %d s: what fills it is not shown",
                SAMPLE_TIMEOUT_MS / 1000);
    return true;
}

/* Columns and keys. */

static double data_bytes(const LogSize *size)
{
    return (double) size->heap_bytes + (double) size->toast_bytes;
}

static int by_share(const void *left, const void *right)
{
    double one = ((const LogShare *) left)->share, other = ((const LogShare *) right)->share;

    return one < other ? 1 : one > other ? -1 : 0;
}

static bool read_columns(Session *session, const LogSize *size, LogSample *sample, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Rows *rows CLEANUP(rows_release) = NULL;
    double total = 0;

    if (!ask(session, arena, size, &SQL_SERVER_SIZE_COLUMNS,
             SQL_VALUES({"percent", percent_of(arena, size)}), &rows, error))
        return false;
    sample->rows = rows_count(rows) == 0 ? 0 : rows_number(rows, 0, "row_count");
    for (int row = 1; row < rows_count(rows); row++)
        total += rows_real(rows, row, "bytes");
    for (int row = 1; row < rows_count(rows) && total > 0; row++) {
        double bytes = rows_real(rows, row, "bytes");
        list_add(session->arena, &sample->columns,
                 ((LogShare){
                     .name = size->table->columns[rows_number(rows, row, "place") - 2].name,
                     .share = bytes / total,
                     .bytes = bytes / total * data_bytes(size),
                     .row_bytes = bytes / (double) sample->rows,
                 }));
    }
    if (sample->columns.count > 0)
        qsort(sample->columns.items, sample->columns.count, sizeof *sample->columns.items,
              by_share);
    return true;
}

static double bytes_of_metadata(const LogSample *sample)
{
    for (size_t at = 0; at < sample->columns.count; at++)
        if (text_equal(sample->columns.items[at].name, "metadata"))
            return sample->columns.items[at].bytes;
    return 0;
}

static bool read_keys(Session *session, const LogSize *size, LogSample *sample, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Rows *rows CLEANUP(rows_release) = NULL;
    const char *limit = arena_format(arena, "%d", KEYS_SHOWN);

    if (catalog_column(size->table, "metadata") == NULL)
        return true;
    if (!ask(session, arena, size, &SQL_SERVER_SIZE_METADATA_KEYS,
             SQL_VALUES({"percent", percent_of(arena, size)}, {"limit", limit}), &rows, error))
        return false;
    for (int row = 0; row < rows_count(rows); row++) {
        double share = rows_real(rows, row, "share");
        list_add(session->arena, &sample->keys,
                 ((LogShare){
                     .name = arena_copy(session->arena, rows_text(rows, row, "key")),
                     .share = share,
                     .bytes = share * bytes_of_metadata(sample),
                     .row_bytes = rows_real(rows, row, "bytes") / (double) sample->rows,
                 }));
    }
    return true;
}

bool log_sample_read(Session *session, const LogSize *size, LogSample *sample, Error *error)
{
    *sample = (LogSample){0};
    if (size->heap_bytes == 0)
        return true;
    if (!begin(session, error))
        return false;
    bool is_read = read_columns(session, size, sample, error) &&
                   (sample->rows == 0 || read_keys(session, size, sample, error));
    transaction_rollback(session->server);
    if (is_read)
        return true;
    *sample = (LogSample){0};
    return may_do_without(error);
}

/* Ages. */

/* What the rows before an instant take in the sample. */
typedef struct {
    double rows;
    double bytes;
    double prompt_bytes;
} Weight;

static const char *befores_of(Arena *arena, int64_t now)
{
    Words befores = {0};

    for (size_t at = 0; at < AGE_COUNT; at++)
        list_add(arena, &befores, clock_format_utc(arena, now - AGES[at] * DAY_US));
    list_add(arena, &befores, "infinity");
    list_add(arena, &befores, NULL);
    return query_text_array(arena, befores.items);
}

/* The last one is that of the whole sample. */
static bool read_weights(Session *session, const LogSize *size, int64_t now,
                         Weight weights[AGE_COUNT + 1], Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!ask(session, arena, size, &SQL_SERVER_SIZE_AGES,
             SQL_VALUES({"percent", percent_of(arena, size)}, {"befores", befores_of(arena, now)}),
             &rows, error))
        return false;
    for (int row = 0; row < rows_count(rows) && row <= AGE_COUNT; row++)
        weights[row] = (Weight){
            rows_real(rows, row, "row_count"),
            rows_real(rows, row, "bytes"),
            rows_real(rows, row, "prompt_bytes"),
        };
    return true;
}

/* Rows of that age may be fatter or leaner than the others; those that the sample has not seen
 * are taken for average. */
static void weigh(const LogSize *size, const Weight *of_age, const Weight *of_all, LogAge *age)
{
    const Weight *seen = of_age->rows > 0 ? of_age : of_all;
    double share = size->rows > 0 ? age->rows / size->rows : 0;
    double average = of_all->rows > 0 ? of_all->bytes / of_all->rows : 0;
    double fatness = average > 0 ? seen->bytes / seen->rows / average : 1;
    double prompts = average > 0 ? seen->prompt_bytes / seen->rows / average : 0;

    share = share > 1 ? 1 : share;
    double data = data_bytes(size) * share * fatness;
    data = data > data_bytes(size) ? data_bytes(size) : data;
    age->bytes = data + (double) size->index_bytes * share;
    age->prompt_bytes = data_bytes(size) * share * prompts;
    age->prompt_bytes = age->prompt_bytes > data ? data : age->prompt_bytes;
}

static bool read_ages(Session *session, const LogSize *size, int64_t now, LogAges *ages,
                      Error *error)
{
    Weight weights[AGE_COUNT + 1] = {0};

    if (!read_weights(session, size, now, weights, error))
        return false;
    for (size_t at = 0; at < AGE_COUNT; at++) {
        LogAge age = {
            .days = AGES[at],
            .before = clock_format_utc(session->arena, now - AGES[at] * DAY_US),
        };
        bool is_known;
        if (!log_size_rows(session, size, NULL, age.before, &is_known, &age.rows, error))
            return false;
        if (!is_known)
            return true;
        weigh(size, &weights[at], &weights[AGE_COUNT], &age);
        list_add(session->arena, ages, age);
    }
    return true;
}

bool log_ages_read(Session *session, const LogSize *size, int64_t now, LogAges *ages, Error *error)
{
    *ages = (LogAges){0};
    if (!begin(session, error))
        return false;
    bool is_read = read_ages(session, size, now, ages, error);
    transaction_rollback(session->server);
    if (is_read)
        return true;
    *ages = (LogAges){0};
    return may_do_without(error);
}
