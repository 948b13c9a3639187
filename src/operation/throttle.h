/*
 * throttle.h - how fast a series may go: the size of its batches and the pauses between them.
 *
 * What others feel of a batch is the flush of its log at COMMIT: small ones wait behind it. So a
 * batch is sized by the log it writes and by how long its COMMIT took (without the way to the
 * server and back, which may be long), and followed by a pause in proportion to its own time; what
 * the server waited for our disk is a part of that pause. Measured (scripts/bench/README.md):
 * batches of half a megabyte of log with short pauses are quicker than batches of two with long
 * ones, and others wait half as long. Where each batch also flushes a file of ours, a megabyte of
 * log and of rows together is better.
 */
#ifndef OPERATION_THROTTLE_H
#define OPERATION_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "operation/series.h"

/* What the user wants.  0 means no bound, unless something else is said. */
typedef struct {
    bool full_speed;         /* large batches and no pauses: for a maintenance window */
    int64_t batch_target_ms; /* what a COMMIT should take; 0: 5 */
    double sleep_ratio;      /* the pause after a batch, in times of the batch; negative: 0.5 */
    int64_t max_wal_rate;    /* bytes of log a second */
    int64_t max_rows_rate;   /* rows a second */
    int64_t max_time_ms;
    int64_t max_rows;      /* negative: no bound */
    int64_t max_lag_ms;    /* wait while a replica is further behind */
    int64_t max_waiting;   /* wait while more locks are waited for */
    int64_t max_active;    /* wait while more sessions are active */
    const char *stop_file; /* stop as soon as there is a file of that name; NULL: none */
} Pace;

typedef struct {
    const Pace *pace;
    int64_t began_us;
    int64_t rows; /* done so far */
    int64_t wal_bytes;
    double batch_rows;  /* of the next batch */
    double wal_per_row; /* 0: not known yet */
    int64_t way_us;     /* to the server and back; 0: not known yet */
    int64_t pause_us;   /* due before the next batch */
    int64_t looked_us;  /* when the server's load was asked for */
    bool is_waiting_told;
} Throttle;

/* pace must outlive it. */
Throttle throttle_start(const Pace *pace);

/*
 * Waits until the next batch may begin, and says how many rows it may have; 0 when the series is
 * to stop: *why then is the reason, as series_stop wants it.  Only a server that cannot be asked is
 * a failure.
 */
bool throttle_next(Throttle *throttle, Session *session, int64_t *rows, const char **why,
                   Error *error);

/* Whether such a reason is a bound of time or rows that was reached: the run ended where it was
 * meant to, and nobody is waiting for it to be gone.  NULL is none. */
bool throttle_is_bound(const char *why);

/* So many rows were done in another way than by a batch. */
void throttle_count(Throttle *throttle, int64_t rows);

/* What a batch was like. */
void throttle_learn(Throttle *throttle, const SeriesBatch *batch);

#endif
