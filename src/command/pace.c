#include "command/pace.h"

/* clang-format off */
static const Option OPTIONS[] = {
    SWITCH(PaceOptions, full_speed, 0, "large batches and no pauses, for a maintenance window"),
    DURATION(PaceOptions, batch_target, 0, "TIME",
             "what a COMMIT should take: batches are sized by it, 5ms unless told", .minimum = 1),
    REAL(PaceOptions, sleep_ratio, 0, "RATIO",
         "rest after each batch for so many times as long as it took, 0.5 unless told"),
    SIZE(PaceOptions, max_wal_rate, 0, "SIZE", "write at most so much log a second, as in 20MB"),
    NUMBER(PaceOptions, max_rows_rate, 0, "N", 1, INT64_MAX, "at most so many rows a second"),
    DURATION(PaceOptions, max_time, 0, "TIME", "stop after that time; the next run goes on",
             .minimum = 1),
    DURATION(PaceOptions, max_lag, 0, "TIME",
             "wait while a replica is further behind, 30s unless told; 0s: do not look"),
    NUMBER(PaceOptions, max_waiting, 0, "N", 0, INT64_MAX,
           "wait while more locks are waited for, 20 unless told; 0: do not look"),
    NUMBER(PaceOptions, max_active, 0, "N", 0, INT64_MAX, "wait while more sessions are active"),
    TEXT(PaceOptions, stop_file, 0, "FILE", "stop as soon as there is a file of that name",
         .completion = COMPLETE_FILES),
    NO_MORE_OPTIONS,
};
/* clang-format on */

enum { MAX_LAG_MS = 30 * 1000, MAX_WAITING = 20 };

static const PaceOptions DEFAULTS = {
    .sleep_ratio = -1,
    .max_lag = MAX_LAG_MS,
    .max_waiting = MAX_WAITING,
};

const OptionGroup PACE_OPTIONS = {
    .title = "Pace",
    .options = OPTIONS,
    .defaults = &DEFAULTS,
    .size = sizeof(PaceOptions),
};

Pace pace_of(const PaceOptions *options, const ChangeOptions *change)
{
    return (Pace){
        .full_speed = options->full_speed,
        .batch_target_ms = options->batch_target,
        .sleep_ratio = options->sleep_ratio,
        .max_wal_rate = options->max_wal_rate,
        .max_rows_rate = options->max_rows_rate,
        .max_time_ms = options->max_time,
        .max_rows = change->max_rows,
        .max_lag_ms = options->max_lag,
        .max_waiting = options->max_waiting,
        .max_active = options->max_active,
        .stop_file = options->stop_file,
    };
}
