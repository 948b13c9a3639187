#include "operation/detach.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "build/sql.h"
#include "operation/brief_lock.h"
#include "operation/detach_settle.h"
#include "server/copy.h"
#include "server/query.h"
#include "server/transaction.h"

#define UNDEFINED_TABLE "42P01"

typedef struct {
    Series *series;
    Throttle *throttle;
    DetachResult *result;
    Detach detach;
    DetachStep step;
    bool may_be_detached; /* or gone: then what was copied is not thrown away */
} Job;

static bool write(Job *job, StepState state, Error *error)
{
    job->step.state = state;
    return detach_step_write(job->detach.session, job->detach.operation, &job->step, error);
}

/* The end of the step, whatever it is. */
static bool settle(Job *job, DetachFate fate, Error *error)
{
    int64_t csv_bytes = 0, file_bytes = 0;

    if (!detach_settle(&job->detach, fate, &csv_bytes, &file_bytes, error))
        return false;
    series_set_unsettled(job->series, false);
    if (detach_step_is_in_force(&job->step)) {
        job->result->rows = job->step.rows;
        series_add_result(job->series, job->step.rows, csv_bytes, file_bytes);
        throttle_count(job->throttle, job->step.rows);
    }
    return true;
}

static bool leave(Job *job, DetachEnd end, Error *error)
{
    job->result->end = end;
    return settle(job, FATE_ATTACHED, error);
}

static bool find_fate(Job *job, DetachFate *fate, Error *error)
{
    if (!detach_find_fate(&job->detach, fate, error))
        return false;
    job->may_be_detached = *fate != FATE_ATTACHED;
    return true;
}

/* Copying. */

static bool is_signal(const Error *error)
{
    return error->outcome == OUTCOME_INTERRUPTED || error->outcome == OUTCOME_TERMINATED;
}

static bool is_gone(const Error *error)
{
    return text_equal(error->sqlstate, UNDEFINED_TABLE);
}

/* What a signal or somebody else's DROP stops is no failure: *is_over then. */
static bool stop_copying(Job *job, bool *is_over, Error *error)
{
    DetachFate fate;

    *is_over = true;
    if (is_signal(error)) {
        series_stop(job->series, "a signal asked for it");
        return leave(job, DETACH_STOPPED, error);
    }
    if (!is_gone(error))
        return false;
    job->result->end = DETACH_TAKEN;
    return find_fate(job, &fate, error) && settle(job, fate, error);
}

static bool may_go_on(Job *job, bool *is_over, Error *error)
{
    const char *why;
    int64_t rows;

    *is_over = false;
    if (!throttle_next(job->throttle, job->detach.session, &rows, &why, error))
        return false;
    if (rows > 0)
        return true;
    *is_over = true;
    series_stop(job->series, why);
    return leave(job, DETACH_STOPPED, error);
}

static bool copy_day(Job *job, DetachDay *day, bool *is_over, Error *error)
{
    if (!may_go_on(job, is_over, error) || *is_over)
        return *is_over;
    if (!detach_copy_day(&job->detach, day->day, day, error))
        return stop_copying(job, is_over, error);
    job->step.rows += day->rows;
    series_tell(job->series, day->rows, day->csv_bytes);
    return true;
}

static bool has_day_of_none(const DetachDays *days)
{
    for (size_t at = 0; at < days->count; at++)
        if (days->items[at].day == NULL)
            return true;
    return false;
}

/* Days that were emptied meanwhile have no file. */
static void forget_empty_days(DetachDays *days)
{
    size_t kept = 0;

    for (size_t at = 0; at < days->count; at++)
        if (days->items[at].rows > 0)
            days->items[kept++] = days->items[at];
    days->count = kept;
}

static bool copy_days(Job *job, bool *is_over, Error *error)
{
    DetachDays *days = &job->step.days;

    *is_over = false;
    if (!detach_read_days(&job->detach, days, error))
        return stop_copying(job, is_over, error);
    if (has_day_of_none(days)) {
        *is_over = true;
        days->count = 0;
        return leave(job, DETACH_UNFIT, error);
    }
    for (size_t at = 0; at < days->count && !*is_over; at++)
        if (!copy_day(job, &days->items[at], is_over, error))
            return false;
    forget_empty_days(days);
    return *is_over || write(job, STEP_COPIED, error);
}

/* Detaching. */

static bool run(Job *job, Arena *arena, const SqlText *sql, Error *error)
{
    Statement statement = detach_statement(&job->detach, arena, sql);

    return query_execute(job->detach.session->server, &statement, SQL_NO_VALUES, NULL, error);
}

/* The transaction's id is on the disk before a lock is taken: no fsync of ours is waited for by
 * those who want the table. */
static bool announce(Job *job, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Statement statement = statement_make(arena, &SQL_SERVER_SERIES_BEGIN_BATCH, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(job->detach.session->server, &statement, SQL_NO_VALUES, &rows, error))
        return false;
    if (!rows_boolean(rows, 0, "is_ours"))
        return fail(error, OUTCOME_LOCKED, "another run of litellm-dba is changing this database");
    job->step.xid = arena_copy(job->detach.arena, rows_text(rows, 0, "xid"));
    return write(job, STEP_DETACHING, error);
}

static bool comment(Job *job, Arena *arena, const char *schema, Error *error)
{
    Server *server = job->detach.session->server;
    const char *now = clock_format_iso(arena, clock_now());
    const char *text = detach_comment(&job->detach, arena, now);
    const SqlValue *values =
        SQL_VALUES({"schema", schema}, {"partition", job->step.partition}, {"comment", text});

    return copy_values(server, values, error) &&
           run(job, arena, &SQL_SERVER_PARTITION_COMMENT, error);
}

/* By now the lock is ours: whether it is the table that was copied no longer changes. */
static bool require_same_table(Job *job, Arena *arena, Error *error)
{
    Statement statement = detach_statement(&job->detach, arena, &SQL_SERVER_PARTITION_WHERE);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(job->detach.session->server, &statement,
               SQL_VALUES({"oid", job->step.oid}, {"table", job->step.table}), &rows, error))
        return false;
    if (rows_count(rows) == 1 && !rows_boolean(rows, 0, "is_attached"))
        return true;
    fail(error, OUTCOME_SERVER_ERROR, "\"%s\" is another table now", job->step.partition);
    memcpy(error->sqlstate, UNDEFINED_TABLE, sizeof UNDEFINED_TABLE);
    return false;
}

static bool change(Job *job, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const char *quarantine = job->step.quarantine;

    return announce(job, error) && run(job, arena, &SQL_SERVER_PARTITION_DETACH, error) &&
           require_same_table(job, arena, error) &&
           (quarantine == NULL || run(job, arena, &SQL_SERVER_PARTITION_MOVE, error)) &&
           comment(job, arena, quarantine == NULL ? job->step.schema : quarantine, error);
}

static bool attempt(void *context, int64_t lock_ms, Error *error)
{
    Job *job = context;
    Server *server = job->detach.session->server;
    TransactionOptions options = {
        .kind = TRANSACTION_WRITE,
        .lock_timeout_ms = lock_ms,
        .finishes = true,
    };

    if (!transaction_begin(server, &options, error))
        return false;
    if (!change(job, error)) {
        transaction_rollback(server);
        return false;
    }
    bool is_committed = transaction_commit(server, error);
    job->may_be_detached = is_committed || error->outcome == OUTCOME_IN_DOUBT;
    return is_committed;
}

/* A COMMIT that was not heard of, and a table that is not there, are told by the catalog. */
static bool find_out(Job *job, DetachFate *fate, Error *error)
{
    if (error->outcome == OUTCOME_IN_DOUBT) {
        log_note("%s; finding out whether it was committed", error->message);
        if (!session_reconnect(job->detach.session, error))
            return false;
    } else if (!is_gone(error)) {
        return false;
    }
    return find_fate(job, fate, error);
}

static bool take_out(Job *job, DetachFate *fate, Error *error)
{
    bool is_busy;

    if (!brief_lock(job->step.partition, attempt, job, &is_busy, error)) {
        if (!find_out(job, fate, error))
            return false;
    } else {
        *fate = is_busy ? FATE_ATTACHED : FATE_DETACHED;
        if (!is_busy && job->step.quarantine != NULL)
            job->step.schema = job->step.quarantine;
    }
    job->result->end = *fate == FATE_DETACHED   ? DETACH_DONE
                       : *fate == FATE_ATTACHED ? DETACH_BUSY
                                                : DETACH_TAKEN;
    return true;
}

static Job job_of(Series *series, const DetachRequest *request, Throttle *throttle, Arena *arena,
                  DetachResult *result)
{
    return (Job){
        .series = series,
        .throttle = throttle,
        .result = result,
        .detach =
            {
                .session = series_session(series),
                .arena = arena,
                .operation = series_so_far(series)->operation,
                .file_count = series_file_count_of(series),
            },
        .step =
            {
                .step = request->step,
                .table = request->table,
                .time = request->time,
                .schema = request->schema,
                .home = request->schema,
                .partition = request->partition,
                .oid = request->oid,
                .bound = request->bound,
                .quarantine = request->quarantine,
                .columns = request->columns,
                .has_costs = request->has_costs,
            },
    };
}

static bool work(Job *job, Error *error)
{
    DetachFate fate;
    bool is_over;

    if (!write(job, STEP_BEGUN, error) || !copy_days(job, &is_over, error))
        return false;
    return is_over || (take_out(job, &fate, error) && settle(job, fate, error));
}

/* What is not in force for certain leaves nothing; the rest is for the next run to find out. */
static void give_up(Job *job)
{
    Error second = {0};

    if (!job->may_be_detached && !settle(job, FATE_ATTACHED, &second))
        log_debug("%s: %s", second.message, second.detail);
}

bool detach_partition(Series *series, const DetachRequest *request, Throttle *throttle,
                      DetachResult *result, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Job job = job_of(series, request, throttle, arena, result);

    *result = (DetachResult){0};
    job.detach.step = &job.step;
    if (!series_flush_files(series, error))
        return false;
    series_set_unsettled(series, true);
    if (work(&job, error))
        return true;
    give_up(&job);
    return false;
}
