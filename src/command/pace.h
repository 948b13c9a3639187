/*
 * pace.h - the options of every change in many transactions: how fast, how long, and when to wait.
 */
#ifndef COMMAND_PACE_H
#define COMMAND_PACE_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/command.h"
#include "cli/options.h"
#include "operation/throttle.h"

typedef struct {
    bool full_speed;
    int64_t batch_target;
    double sleep_ratio;
    int64_t max_wal_rate;
    int64_t max_rows_rate;
    int64_t max_time;
    int64_t max_lag;
    int64_t max_waiting;
    int64_t max_active;
    const char *stop_file;
} PaceOptions;

extern const OptionGroup PACE_OPTIONS;

/* clang-format off */
#define INCLUDE_PACE(type, field) INCLUDE(type, field, PaceOptions, &PACE_OPTIONS)
/* clang-format on */

/* The texts are the options'. */
Pace pace_of(const PaceOptions *options, const ChangeOptions *change);

#endif
