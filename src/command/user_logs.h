/*
 * user_logs.h - the part of renaming and merging that comes after the main change: endless history.
 */
#ifndef COMMAND_USER_LOGS_H
#define COMMAND_USER_LOGS_H

#include <stdbool.h>
#include <stdint.h>

#include "admin/user_log.h"
#include "base/error.h"
#include "cli/command.h"

typedef struct {
    bool skip_logs;
    int64_t batch_rows;
    int64_t log_rows; /* NOT_GIVEN unless told */
    int64_t max_time; /* 0: no limit */
} LogOptions;

extern const OptionGroup LOG_OPTIONS;

/* clang-format off */
#define INCLUDE_LOGS(type, field) INCLUDE(type, field, LogOptions, &LOG_OPTIONS)
/* clang-format on */

/* The command line that continues with the logs of one user. */
const char *user_logs_continuation(Arena *arena, const char *old_id, const char *new_id);

/* Moves the logs and says on stderr how far it came; OUTCOME_BACKLOG_LEFT when the budget is used
 * up. again is the command that continues. */
bool user_logs_move(const LogOptions *options, const UserMove *move, const char *again,
                    UserLogResult *result, Error *error);

#endif
