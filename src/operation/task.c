#include "operation/task.h"

#include "base/clock.h"
#include "base/log.h"
#include "file/lock.h"
#include "file/sets.h"
#include "operation/announce.h"
#include "operation/record.h"

static bool end(Session *session, const TaskResult *result, Outcome outcome, const char *message,
                Error *error)
{
    EndRecord record = {
        .outcome = outcome,
        .message = message,
        .rows = result->rows,
        .bytes = result->bytes,
        .duration_ms = result->duration_ms,
    };

    return journal_append(session->journal, result->operation, JOURNAL_ENDED,
                          record_ended(session->arena, &record), error);
}

/* The journal's own failure must not hide why the work failed. */
static void end_as_failed(Session *session, const TaskResult *result, const Error *failure)
{
    Error second = {0};

    if (!end(session, result, failure->outcome, failure->message, &second))
        log_warning("%s; the next run puts the journal right", second.message);
}

bool task_sweep(Session *session, Error *error)
{
    Words swept = {0};

    if (!sets_sweep(session->arena, session->state.sets, &swept, error))
        return false;
    for (size_t at = 0; at < swept.count; at++)
        log_note("the unfinished set %s is removed: no run owned it", swept.items[at]);
    return true;
}

static bool run(Session *session, const TaskRequest *request, TaskResult *result, Lock **lock,
                Error *error)
{
    int64_t began_ms = clock_monotonic_ms();

    if (!announce(session, request->plan, RECORD_TASK, 0, lock, &result->operation, error))
        return false;

    bool is_done = request->work(request->context, result, error);
    result->duration_ms = clock_monotonic_ms() - began_ms;
    if (is_done)
        return end(session, result, result->outcome, NULL, error);
    end_as_failed(session, result, error);
    return false;
}

bool task_run(Session *session, const TaskRequest *request, TaskResult *result, Error *error)
{
    Lock *lock = NULL;

    *result = (TaskResult){.outcome = OUTCOME_COMPLETED};
    bool is_done = run(session, request, result, &lock, error);
    lock_release(&lock);
    return is_done;
}
