#include "command/user_logs.h"

#include <inttypes.h>

#include "base/log.h"
#include "cli/completion_parts.h"
#include "cli/options.h"

enum { BATCH_ROWS = 2000, MOST_BATCH_ROWS = 50000 };

static const Option OPTIONS[] = {
    SWITCH(LogOptions, skip_logs, 0, "leave the logs under the old user_id"),
    NUMBER(LogOptions, batch_rows, 0, "NUMBER", 1, MOST_BATCH_ROWS,
           "rows of the logs in one transaction (2000)"),
    NUMBER(LogOptions, log_rows, 0, "NUMBER", 0, INT64_MAX,
           "change at most that many rows of the logs now"),
    DURATION(LogOptions, max_time, 0, "TIME", "stop with the logs after that time"),
    NO_MORE_OPTIONS,
};

static const LogOptions DEFAULTS = {.batch_rows = BATCH_ROWS, .log_rows = NOT_GIVEN};

const OptionGroup LOG_OPTIONS = {
    .title = "Logs",
    .options = OPTIONS,
    .defaults = &DEFAULTS,
    .size = sizeof(LogOptions),
};

const char *user_logs_continuation(Arena *arena, const char *old_id, const char *new_id)
{
    return arena_format(arena, "litellm-dba user rename '%s' '%s' --logs-only",
                        completion_quote(arena, user_shown(arena, old_id), false),
                        completion_quote(arena, user_shown(arena, new_id), false));
}

static void report(const UserMove *move, const UserLogResult *result)
{
    Arena *arena = move->session->arena;

    if (result->rows > 0)
        log_info("%s of the logs changed in operations %" PRId64 " to %" PRId64,
                 text_plural(arena, result->rows, "row", "rows"), result->first_operation,
                 result->last_operation);
}

bool user_logs_move(const LogOptions *options, const UserMove *move, const char *again,
                    UserLogResult *result, Error *error)
{
    UserLogBudget budget = {options->batch_rows, options->log_rows, options->max_time};
    bool is_moved = user_log_move(move, &budget, result, error);

    report(move, result);
    if (!is_moved)
        return fail_hint(error, "What is done stays done. To continue: %s", again);
    if (result->is_complete)
        return true;
    fail(error, OUTCOME_BACKLOG_LEFT, "rows of the logs are left under the old user_id");
    return fail_hint(error, "To continue: %s", again);
}
