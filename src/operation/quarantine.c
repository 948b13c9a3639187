#include "operation/quarantine.h"

#include <inttypes.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "build/sql.h"
#include "operation/brief_lock.h"
#include "operation/record.h"
#include "operation/series_record.h"
#include "server/query.h"
#include "server/transaction.h"

#define DEPENDENT_OBJECTS "2BP01"

/* Reading. */

static bool is_of_this_database(const Session *session, const PlannedRecord *planned)
{
    const ServerIdentity *here = session->identity;

    return text_equal(planned->system_identifier, here->system_identifier) &&
           text_equal(planned->database, here->database);
}

static const DetachStep *step_of(const DetachSteps *steps, const AsideTable *table)
{
    for (size_t at = 0; at < steps->count; at++)
        if (steps->items[at].step == table->comment.step &&
            text_equal(steps->items[at].oid, table->oid))
            return &steps->items[at];
    return NULL;
}

/* Operations have the same numbers in every state folder. */
static bool find_step(Session *session, AsideTable *table, Error *error)
{
    Arena *arena = session->arena;
    int64_t operation = table->comment.operation;
    const JournalEvent *events;
    PlannedRecord planned;
    DetachSteps steps;
    size_t count;

    if (session->journal == NULL)
        return true;
    if (!journal_events(session->journal, arena, operation, &events, &count, error))
        return false;
    if (count == 0)
        return true;
    if (!record_read_planned(arena, events[0].body, &planned, error))
        return false;
    if (!is_of_this_database(session, &planned))
        return true;
    if (!detach_steps_read(session, arena, operation, &steps, error))
        return false;
    table->step = step_of(&steps, table);
    return true;
}

static bool read_rows(Session *session, Rows **rows, Error *error)
{
    Statement statement = statement_make(session->arena, &SQL_SERVER_PARTITION_SET_ASIDE, NULL);
    const SqlValue *values =
        SQL_VALUES({"schema", session->identity->schema}, {"quarantine", QUARANTINE_SCHEMA});

    if (!transaction_begin(session->server, &(TransactionOptions){.kind = TRANSACTION_READ}, error))
        return false;
    bool is_read = query(session->server, &statement, values, rows, error);
    transaction_rollback(session->server);
    return is_read;
}

bool quarantine_read(Session *session, AsideTables *tables, Error *error)
{
    Arena *arena = session->arena;
    Rows *rows CLEANUP(rows_release) = NULL;

    *tables = (AsideTables){0};
    if (!read_rows(session, &rows, error))
        return false;
    for (int row = 0; row < rows_count(rows); row++) {
        AsideTable table = {
            .oid = arena_copy(arena, rows_text(rows, row, "oid")),
            .schema = arena_copy(arena, rows_text(rows, row, "schema_name")),
            .name = arena_copy(arena, rows_text(rows, row, "partition_name")),
            .rows = rows_real(rows, row, "row_count"),
            .total_bytes = rows_number(rows, row, "total_bytes"),
            .index_bytes = rows_number(rows, row, "index_bytes"),
        };
        if (!detach_comment_read(arena, rows_text(rows, row, "comment"), &table.comment) ||
            !text_equal(table.comment.schema, session->identity->schema))
            continue;
        if (!find_step(session, &table, error))
            return false;
        list_add(arena, tables, table);
    }
    return true;
}

/* Both ways out. */

typedef struct {
    Series *series;
    const AsideTable *table;
    const char **why;
    Arena *arena;
    Detach detach;
    DetachStep step; /* as the journal has it, at the place where the table is now */
} Job;

static Job job_of(Series *series, const AsideTable *table, const char **why, Arena *arena)
{
    Job job = {
        .series = series,
        .table = table,
        .why = why,
        .arena = arena,
        .detach =
            {
                .session = series_session(series),
                .arena = arena,
                .operation = table->comment.operation,
            },
        .step = *table->step,
    };

    job.step.schema = table->schema;
    job.step.partition = table->name;
    *why = NULL;
    return job;
}

static bool run(Job *job, const SqlText *sql, Error *error)
{
    Statement statement = detach_statement(&job->detach, job->arena, sql);

    return query_execute(job->detach.session->server, &statement, SQL_NO_VALUES, NULL, error);
}

/* In the journal of the operation at hand, under a number of its own. */
static bool record(Job *job, int64_t number, StepState state, Error *error)
{
    DetachStep step = job->step;

    step.step = number;
    step.state = state;
    step.days.count = 0;
    return detach_step_write(job->detach.session, series_so_far(job->series)->operation, &step,
                             error);
}

/* Dropping. */

static bool verify_file(const Job *job, const SeriesRecord *record, Error *error)
{
    const char *path =
        preimage_path(job->arena, job->detach.session->state.path, "", &record->file);

    return preimage_verify(path, &record->file, error);
}

/* Every byte of it, and as many rows as were detached. */
static bool verify_archive(Job *job, Error *error)
{
    SeriesRecords records;
    int64_t rows = 0;
    Error damage;

    if (job->step.columns == NULL)
        return true;
    if (!series_records(job->detach.session, job->arena, job->detach.operation, &records, error))
        return false;
    for (size_t at = 0; at < records.count && *job->why == NULL; at++) {
        const SeriesRecord *record = &records.items[at];
        if (record->step != job->step.step)
            continue;
        rows += record->file.rows;
        if (!verify_file(job, record, &damage))
            *job->why = arena_format(job->detach.session->arena, "its archive is not whole: %s",
                                     damage.message);
    }
    if (*job->why == NULL && rows != job->step.rows)
        *job->why =
            arena_format(job->detach.session->arena,
                         "its archive has %" PRId64 " of %" PRId64 " rows", rows, job->step.rows);
    return true;
}

static bool is_same(const DetachDays *left, const DetachDays *right)
{
    if (left->count != right->count)
        return false;
    for (size_t at = 0; at < left->count; at++)
        if (!detach_is_same_day(&left->items[at], &right->items[at]))
            return false;
    return true;
}

static bool change_drop(Job *job, Error *error)
{
    DetachDays days;

    if (!run(job, &SQL_SERVER_PARTITION_LOCK, error) ||
        !detach_ask_days(&job->detach, &days, error))
        return false;
    if (!is_same(&days, &job->step.days)) {
        *job->why = "it is not what it was when it was put aside";
        return true;
    }
    return run(job, &SQL_SERVER_PARTITION_DROP, error);
}

static bool attempt_drop(void *context, int64_t lock_ms, Error *error)
{
    Job *job = context;
    Server *server = job->detach.session->server;
    TransactionOptions options = {
        .kind = TRANSACTION_WRITE,
        .lock_timeout_ms = lock_ms,
        .statement_timeout_ms = DETACH_READ_TIMEOUT_MS,
    };

    if (!transaction_begin(server, &options, error))
        return false;
    if (change_drop(job, error) && *job->why == NULL)
        return transaction_commit(server, error);
    transaction_rollback(server);
    return *job->why != NULL;
}

/* A COMMIT that was not heard of is told by the catalog. */
static bool find_out(Job *job, Error *error)
{
    DetachFate fate;

    if (error->outcome != OUTCOME_IN_DOUBT)
        return false;
    if (!session_reconnect(job->detach.session, error) ||
        !detach_find_fate(&job->detach, &fate, error))
        return false;
    if (fate != FATE_GONE)
        *job->why = "the connection was lost before it was dropped";
    return true;
}

static bool explain(Job *job, Error *error)
{
    if (text_equal(error->sqlstate, DEPENDENT_OBJECTS)) {
        *job->why = arena_format(job->detach.session->arena, "other objects depend on it: %s",
                                 error->detail);
        return true;
    }
    return find_out(job, error);
}

bool quarantine_drop(Series *series, const AsideTable *table, int64_t step, const char **why,
                     Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    bool is_busy = false;

    if (table->step == NULL || table->step->state != STEP_SETTLED) {
        *why = "the journal at hand does not know how it was detached";
        return true;
    }
    Job job = job_of(series, table, why, arena);
    job.detach.step = &job.step;
    job.step.xid = NULL;
    if (!verify_archive(&job, error))
        return false;
    if (*why == NULL && !brief_lock(table->name, attempt_drop, &job, &is_busy, error) &&
        !explain(&job, error))
        return false;
    if (is_busy)
        *why = "somebody is using it";
    return *why != NULL || record(&job, step, STEP_DROPPED, error);
}
