/* series_batch.c - one batch of a series: attempts, commit, doubt. */
#include "operation/series_internal.h"

#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/text.h"
#include "build/sql.h"
#include "operation/series_judge.h"
#include "server/copy.h"
#include "server/query.h"
#include "server/transaction.h"

enum {
    ATTEMPTS = 5,
    FIRST_PAUSE_MS = 50,
    LONGEST_PAUSE_MS = 2000,
    /* The log's growth and what else was changed are asked for in so many batches at the start,
     * then in every so many-th: each question costs a round trip. */
    MEASURED_FIRST = 4,
    MEASURED_EVERY = 16,
};

/* One attempt at a batch. */

static bool fail_locked(Error *error)
{
    fail(error, OUTCOME_LOCKED, "another run of litellm-dba is changing this database");
    return fail_hint(error, "Try again when it is done; \"litellm-dba journal list\" shows it.");
}

typedef struct {
    Statement statements[COMPANIONS_MOST];
    Companion items[COMPANIONS_MOST];
    size_t count;
} Companions;

static void go_along(Companions *with, Statement statement, const SqlValue *values, Rows **rows)
{
    with->statements[with->count] = statement;
    with->items[with->count] = (Companion){&with->statements[with->count], values, rows};
    with->count++;
}

/* Whatever can be asked before the work goes along with BEGIN: a round trip through a port-forward
 * takes longer than a batch. */
static void choose_companions(const Series *series, const BatchRequest *request, Companions *with,
                              Rows **begun)
{
    Arena *arena = series->batch_arena;

    go_along(with, statement_make(arena, &SQL_SERVER_SERIES_BEGIN_BATCH, NULL), SQL_NO_VALUES,
             begun);
    if (series->is_measured)
        go_along(with, statement_make(arena, &SQL_SERVER_SERIES_REMEMBER_OTHERS, NULL),
                 SQL_NO_VALUES, NULL);
    if (request->settings != NULL) {
        const SqlValue *values;
        Statement settings = copy_values_statement(arena, request->settings, &values);
        go_along(with, settings, values, NULL);
    }
}

static bool begin_batch(Series *series, const BatchRequest *request, Error *error)
{
    Session *session = series->session;
    Rows *rows CLEANUP(rows_release) = NULL;
    Companions with = {0};
    int64_t began = clock_monotonic_us();

    choose_companions(series, request, &with, &rows);
    TransactionOptions options = {
        .kind = TRANSACTION_WRITE,
        .statement_timeout_ms = series->request->statement_timeout_ms,
        .with = with.items,
        .with_count = with.count,
        .finishes = true,
    };
    if (!transaction_begin(session->server, &options, error))
        return false;
    series->batch.turn_us = clock_monotonic_us() - began;
    if (!rows_boolean(rows, 0, "is_ours"))
        return fail_locked(error);
    series->xid = arena_copy(series->batch_arena, rows_text(rows, 0, "xid"));
    series->wal_before = arena_copy(series->batch_arena, rows_text(rows, 0, "wal_position"));
    return true;
}

/* Nothing but the table may have changed, whatever triggers and foreign keys there are: no balance,
 * no budget, no daily sum. */
static bool check_conserved(Series *series, const char *table, Error *error)
{
    Statement statement = statement_make(series->batch_arena, &SQL_SERVER_SERIES_CONSERVED, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(series->session->server, &statement, SQL_VALUES({"table", table}), &rows, error))
        return false;
    if (rows_count(rows) == 0)
        return true;
    fail(error, OUTCOME_REFUSED, "other tables than \"%s\" would change", table);
    fail_detail(error, "%s rows of %s: a trigger or a foreign key does it.",
                text_count(series->batch_arena, rows_number(rows, 0, "row_count")),
                rows_text(rows, 0, "table_name"));
    return fail_hint(error, "Nothing was changed by this batch. Take the trigger away first, or "
                            "leave the table alone.");
}

static bool measure(Series *series, const char *table, Error *error)
{
    Statement statement =
        statement_make(series->batch_arena, &SQL_SERVER_OPERATION_WAL_POSITION, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!series->is_measured)
        return true;
    if (!query(series->session->server, &statement, SQL_VALUES({"since", series->wal_before}),
               &rows, error) ||
        !check_conserved(series, table, error))
        return false;
    series->batch.wal_bytes = rows_number(rows, 0, "bytes");
    return true;
}

static SeriesNote note_of(const Series *series)
{
    SeriesNote note = {
        .xid = series->xid,
        .rows = series->batch.rows,
        .first = series->batch.first,
        .last = series->batch.last,
    };

    if (series->has_file) {
        const OpenSegment *segment = series->segment;
        note.place = series_segment_file(segment)->place;
        note.name = series_segment_file(segment)->name;
        note.day = segment->day;
        note.cost_sign = segment->cost_sign;
    }
    return note;
}

/* The rows and their witness on disk. */
static bool mark(Series *series, Error *error)
{
    SeriesNote note = note_of(series);

    if (!series->has_file)
        return true;
    const char *text = series_note(series->batch_arena, &note);
    return archive_part_mark(series->segment->part, text, strlen(text), error);
}

static bool forget_rows(Series *series, Error *error)
{
    return !series->has_file || series_segment_forget(series->segment, error);
}

/* A note that stays without its transaction is for the next run to judge. */
static void unmark(Series *series)
{
    Error second = {0};

    if (series->has_file && !archive_part_unmark(series->segment->part, &second)) {
        series->must_heal = true;
        log_debug("%s: %s", second.message, second.detail);
    }
}

static void count_batch(Series *series)
{
    SeriesResult *result = series->result;
    const SeriesBatch *batch = &series->batch;
    SeriesNote note = note_of(series);

    if (series->has_file)
        series_segment_count(series->segment, &note);
    if (batch->wal_bytes > 0) {
        series->measured_wal += batch->wal_bytes;
        series->measured_rows += batch->rows;
    }
    result->rows += batch->rows;
    result->batches++;
    if (batch->work_us + batch->commit_us > result->longest_us)
        result->longest_us = batch->work_us + batch->commit_us;
    series_tell(series, batch->rows, batch->bytes);
}

/* The connection broke while COMMIT was under way. */
static bool find_out(Series *series, bool *was_committed, Error *error)
{
    Session *session = series->session;
    SeriesNote note = note_of(series);
    SeriesSegment record = {0};
    ArchiveMark range = {0};
    Incident incident = {
        .session = session,
        .operation = series->result->operation,
        .planned = {.timeline = session->identity->timeline},
    };

    log_note("%s; finding out whether it was committed", error->message);
    if (series->has_file) {
        record = series->segment->record;
        range = archive_part_last(series->segment->part);
    }
    return session_reconnect(session, error) &&
           series_judge(&incident, &record, &range, &note, was_committed, error);
}

static bool stays_in_doubt(Series *series, Error *error)
{
    Error unheard = *error;

    series->must_heal = true;
    if (unheard.outcome == OUTCOME_IN_DOUBT)
        return false;
    fail(error, OUTCOME_IN_DOUBT,
         "it is not known whether the last batch of operation %" PRId64 " was committed",
         series->result->operation);
    fail_detail(error, "%s", unheard.message);
    return fail_hint(error, "When the server is back, any command on this database finds out.");
}

/* What was marked stays or goes with the transaction. */
static bool commit(Series *series, Error *error)
{
    bool was_committed;
    Error lost;

    if (transaction_commit(series->session->server, error))
        return true;
    lost = *error;
    if (lost.outcome == OUTCOME_IN_DOUBT) {
        if (!find_out(series, &was_committed, error))
            return stays_in_doubt(series, error);
        if (was_committed)
            return true;
        *error = lost;
        error->outcome = OUTCOME_SERVER_ERROR;
        memcpy(error->sqlstate, "40001", sizeof "40001"); /* nothing happened: try again */
    }
    unmark(series);
    return false;
}

static bool attempt(Series *series, const BatchRequest *request, Error *error)
{
    SeriesBatch *batch = &series->batch;
    int64_t began = clock_monotonic_us(), trips = server_trips(series->session->server);

    if (!begin_batch(series, request, error) ||
        !request->work(series, request->context, batch, error) ||
        !measure(series, request->table, error))
        return false;
    if (batch->rows == 0 || series->request->rehearse) {
        transaction_rollback(series->session->server);
        batch->work_us = clock_monotonic_us() - began;
        return forget_rows(series, error);
    }
    int64_t worked = clock_monotonic_us();
    if (!mark(series, error))
        return false;

    int64_t prepared = clock_monotonic_us();
    batch->work_us = prepared - began;
    batch->idle_us = prepared - worked;
    batch->trips = server_trips(series->session->server) - trips;
    if (!commit(series, error))
        return false;
    batch->commit_us = clock_monotonic_us() - prepared;
    return true;
}

/* Attempts until it is done. */

static void renew_batch(Series *series)
{
    arena_release(&series->batch_arena);
    series->batch_arena = arena_new();
    series->batch = (SeriesBatch){.arena = series->batch_arena, .has_file = series->has_file};
    series->is_measured =
        series->result->batches < MEASURED_FIRST || series->result->batches % MEASURED_EVERY == 0;
}

static bool may_retry(const Error *error)
{
    return transaction_may_retry(error) || error->outcome == OUTCOME_LOCKED;
}

/* A failure in which the disk fails as well is told as the first. */
static void roll_back(Series *series)
{
    Error second = {0};

    transaction_rollback(series->session->server);
    if (!forget_rows(series, &second))
        log_debug("%s: %s", second.message, second.detail);
}

bool series_batch(Series *series, const BatchRequest *request, const SeriesBatch **batch,
                  Error *error)
{
    int64_t pause_ms = FIRST_PAUSE_MS;

    for (int made = 1;; made++) {
        renew_batch(series);
        if (attempt(series, request, error))
            break;
        roll_back(series);
        if (!may_retry(error) || made == ATTEMPTS || series->must_heal)
            return false;
        log_debug("batch, attempt %d of %d: %s", made, ATTEMPTS, error->message);
        clock_sleep_ms(clock_jitter_ms(pause_ms));
        if (interrupt_requested())
            return interrupt_fail(error);
        pause_ms = pause_ms * 3 < LONGEST_PAUSE_MS ? pause_ms * 3 : LONGEST_PAUSE_MS;
    }
    if (series->batch.rows > 0)
        count_batch(series);
    *batch = &series->batch;
    return true;
}
