#include "operation/throttle.h"

#include <inttypes.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/text.h"
#include "build/sql.h"
#include "file/file.h"
#include "server/query.h"
#include "server/transaction.h"

enum {
    FULL_SPEED_ROWS = 10000,
    FIRST_ROWS = 100,       /* nothing is known of them yet */
    FEWEST_ROWS = 100,      /* however long a COMMIT takes: its flush is not for the rows alone */
    FEWEST_LARGE_ROWS = 10, /* however much log each of them writes */
    MOST_ROWS = 5000,
    TARGET_MS = 5,
    TARGET_WAL = 512 * 1024,
    TARGET_WITH_FILE = 1024 * 1024, /* of log and rows together: each batch costs two flushes */
    LONGEST_WORK_US = 250 * 1000,   /* rows stay locked for so long */
    LOOK_EVERY_US = 1000 * 1000,
    WAIT_STEP_US = 100 * 1000,
};

static const double SLEEP_RATIO = 0.5;
static const double SECOND_US = 1e6;

Throttle throttle_start(const Pace *pace)
{
    return (Throttle){
        .pace = pace,
        .began_us = clock_monotonic_us(),
        .batch_rows = pace->full_speed ? FULL_SPEED_ROWS : FIRST_ROWS,
    };
}

/* Learning. */

static double within(double value, double least, double most)
{
    return value < least ? least : value > most ? most : value;
}

static double target_us(const Pace *pace)
{
    return 1000.0 * (double) (pace->batch_target_ms > 0 ? pace->batch_target_ms : TARGET_MS);
}

/* The way to the server and back is no flush: the quickest exchange so far says how long it is. */
static void learn_way(Throttle *throttle, const SeriesBatch *batch)
{
    if (throttle->way_us == 0 || batch->turn_us < throttle->way_us)
        throttle->way_us = batch->turn_us;
}

static double most_rows(const Throttle *throttle, const SeriesBatch *batch)
{
    double kept = (double) batch->bytes / (double) batch->rows;
    double most = batch->has_file ? TARGET_WITH_FILE / (throttle->wal_per_row + kept)
                                  : TARGET_WAL / throttle->wal_per_row;

    return within(most, FEWEST_LARGE_ROWS, MOST_ROWS);
}

/* Down at once when a commit took too long, up by little when it was quick. */
static double next_size(const Throttle *throttle, const SeriesBatch *batch)
{
    double rows = throttle->batch_rows, target = target_us(throttle->pace);
    double commit = (double) (batch->commit_us - throttle->way_us);
    int64_t work = batch->work_us - batch->trips * throttle->way_us;

    if (commit > 2 * target || work > LONGEST_WORK_US)
        rows /= 2;
    else if (commit > 1.2 * target)
        rows *= 0.8;
    else if (commit < 0.8 * target)
        rows *= 1.2;
    rows = within(rows, FEWEST_ROWS, MOST_ROWS);
    return throttle->wal_per_row > 0 ? within(rows, 0, most_rows(throttle, batch)) : rows;
}

static void learn_wal(Throttle *throttle, const SeriesBatch *batch)
{
    double found = (double) batch->wal_bytes / (double) batch->rows;

    if (batch->wal_bytes > 0)
        throttle->wal_per_row =
            throttle->wal_per_row == 0 ? found : 0.7 * throttle->wal_per_row + 0.3 * found;
    throttle->wal_bytes += batch->wal_bytes > 0
                               ? batch->wal_bytes
                               : (int64_t) (throttle->wal_per_row * (double) batch->rows);
}

/* How much earlier than a rate allows so much was done. */
static double ahead_us(const Throttle *throttle, int64_t done, int64_t rate)
{
    double spent = (double) (clock_monotonic_us() - throttle->began_us);

    return rate > 0 ? (double) done / (double) rate * SECOND_US - spent : 0;
}

static int64_t next_pause(const Throttle *throttle, const SeriesBatch *batch)
{
    const Pace *pace = throttle->pace;
    double ratio = pace->sleep_ratio >= 0 ? pace->sleep_ratio : pace->full_speed ? 0 : SLEEP_RATIO;
    double idle = (double) batch->idle_us; /* that much the server has rested */
    double pause = ratio * ((double) (batch->work_us + batch->commit_us) - idle) - idle;
    double for_wal = ahead_us(throttle, throttle->wal_bytes, pace->max_wal_rate);
    double for_rows = ahead_us(throttle, throttle->rows, pace->max_rows_rate);

    pause = pause > for_wal ? pause : for_wal;
    return (int64_t) (pause > for_rows ? pause : for_rows);
}

void throttle_count(Throttle *throttle, int64_t rows)
{
    throttle->rows += rows;
}

void throttle_learn(Throttle *throttle, const SeriesBatch *batch)
{
    if (batch->rows == 0)
        return;
    throttle->rows += batch->rows;
    learn_wal(throttle, batch);
    learn_way(throttle, batch);
    if (!throttle->pace->full_speed)
        throttle->batch_rows = next_size(throttle, batch);
    throttle->pause_us = next_pause(throttle, batch);
}

/* Waiting. */

static const char TIME_IS_UP[] = "the time is up";
static const char ROWS_ARE_REACHED[] = "the number of rows is reached";

bool throttle_is_bound(const char *why)
{
    return text_equal(why, TIME_IS_UP) || text_equal(why, ROWS_ARE_REACHED);
}

/* Why it should stop now, or NULL. */
static const char *reason_to_stop(const Throttle *throttle)
{
    const Pace *pace = throttle->pace;

    if (interrupt_requested())
        return "a signal asked for it";
    if (pace->stop_file != NULL && file_exists(pace->stop_file))
        return "the stop file is there";
    if (pace->max_time_ms > 0 &&
        clock_monotonic_us() - throttle->began_us >= pace->max_time_ms * 1000)
        return TIME_IS_UP;
    if (pace->max_rows >= 0 && throttle->rows >= pace->max_rows)
        return ROWS_ARE_REACHED;
    return NULL;
}

static const char *sleep_until(const Throttle *throttle, int64_t until_us)
{
    for (;;) {
        const char *why = reason_to_stop(throttle);
        int64_t left = until_us - clock_monotonic_us();
        if (why != NULL || left <= 0)
            return why;
        clock_sleep_us(left < WAIT_STEP_US ? left : WAIT_STEP_US);
    }
}

typedef struct {
    int64_t lag_ms;
    int64_t waiting;
    int64_t active;
} Load;

static bool read_load(Session *session, Load *load, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Statement statement = statement_make(arena, &SQL_SERVER_SERIES_LOAD, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!transaction_begin(session->server, &(TransactionOptions){.kind = TRANSACTION_READ}, error))
        return false;
    bool is_read = query(session->server, &statement, SQL_NO_VALUES, &rows, error);
    transaction_rollback(session->server);
    if (!is_read)
        return false;
    load->lag_ms = rows_number(rows, 0, "lag_ms");
    load->waiting = rows_number(rows, 0, "waiting");
    load->active = rows_number(rows, 0, "active");
    return true;
}

static bool is_above(int64_t found, int64_t bound)
{
    return bound > 0 && found > bound;
}

/* What there is too much of, or NULL. */
static const char *too_much(Arena *arena, const Pace *pace, const Load *load)
{
    if (is_above(load->lag_ms, pace->max_lag_ms))
        return arena_format(arena, "a replica is %s behind", text_duration(arena, load->lag_ms));
    if (is_above(load->waiting, pace->max_waiting))
        return arena_format(arena, "%" PRId64 " locks are waited for", load->waiting);
    if (is_above(load->active, pace->max_active))
        return arena_format(arena, "%" PRId64 " sessions are active", load->active);
    return NULL;
}

static bool looks(const Pace *pace)
{
    return pace->max_lag_ms > 0 || pace->max_waiting > 0 || pace->max_active > 0;
}

/* Once a second, and as long as there is too much. */
static bool wait_for_server(Throttle *throttle, Session *session, const char **why, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();

    while (looks(throttle->pace) && (throttle->looked_us == 0 ||
                                     clock_monotonic_us() - throttle->looked_us >= LOOK_EVERY_US)) {
        Load load;
        if (!read_load(session, &load, error))
            return false;
        throttle->looked_us = clock_monotonic_us();
        const char *trouble = too_much(arena, throttle->pace, &load);
        if (trouble == NULL) {
            throttle->is_waiting_told = false;
            return true;
        }
        if (!throttle->is_waiting_told)
            log_note("%s; waiting", trouble);
        throttle->is_waiting_told = true;
        *why = sleep_until(throttle, throttle->looked_us + LOOK_EVERY_US);
        if (*why != NULL)
            return true;
    }
    return true;
}

bool throttle_next(Throttle *throttle, Session *session, int64_t *rows, const char **why,
                   Error *error)
{
    const Pace *pace = throttle->pace;

    *rows = 0;
    *why = sleep_until(throttle, clock_monotonic_us() + throttle->pause_us);
    throttle->pause_us = 0;
    if (*why != NULL)
        return true;
    if (!wait_for_server(throttle, session, why, error))
        return false;
    if (*why != NULL)
        return true;
    *rows = (int64_t) throttle->batch_rows;
    if (pace->max_rows >= 0 && pace->max_rows - throttle->rows < *rows)
        *rows = pace->max_rows - throttle->rows;
    return true;
}
