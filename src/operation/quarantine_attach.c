#include "operation/quarantine.h"

#include "base/cleanup.h"
#include "base/log.h"
#include "base/text.h"
#include "build/sql.h"
#include "operation/brief_lock.h"
#include "server/copy.h"
#include "server/partition_bounds.h"
#include "server/query.h"
#include "server/transaction.h"

enum {
    /* The default partition is read while others wait for it: some 60 ms. */
    DEFAULT_BYTES = 64 * 1024 * 1024,
    ATTACH_TIMEOUT_MS = 2000,
};

#define CHECK_VIOLATION "23514"
#define QUERY_CANCELED "57014"

typedef struct {
    Arena *arena;
    Detach detach;
    DetachStep step;
    PartitionBounds bounds;
    const char *aside; /* the schema where it waits */
    bool may_be_done;  /* a COMMIT was sent, and did not fail for certain */
} Job;

static bool run(Job *job, const SqlText *sql, Error *error)
{
    Statement statement = detach_statement(&job->detach, job->arena, sql);

    return query_execute(job->detach.session->server, &statement, SQL_NO_VALUES, NULL, error);
}

static const char *text_or_nothing(const char *text)
{
    return text == NULL ? "" : text;
}

static bool set_values(Job *job, Error *error)
{
    const DetachStep *step = &job->step;

    return copy_values(job->detach.session->server,
                       SQL_VALUES({"schema", step->schema}, {"home", step->home},
                                  {"table", step->table}, {"partition", step->partition},
                                  {"time", step->time}, {"bound", step->bound}, {"comment", ""},
                                  {"from", text_or_nothing(job->bounds.from)},
                                  {"to", text_or_nothing(job->bounds.to)}),
                       error);
}

/* Whether reading the default partition takes so long that others would notice. */
static bool is_default_large(Job *job, bool *is_large, Error *error)
{
    Statement statement = statement_make(job->arena, &SQL_SERVER_PARTITION_DEFAULT_SIZE, NULL);
    Server *server = job->detach.session->server;
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!transaction_begin(server, &(TransactionOptions){.kind = TRANSACTION_READ}, error))
        return false;
    bool is_read = query(server, &statement, SQL_VALUES({"table", job->step.table}), &rows, error);
    transaction_rollback(server);
    if (is_read)
        *is_large = rows_count(rows) > 0 && rows_number(rows, 0, "heap_bytes") > DEFAULT_BYTES;
    return is_read;
}

/* Reads the table while nobody wants it, so that it need not be read when the parent is locked. */
static bool prove(Server *server, void *context, Error *error)
{
    Job *job = context;

    (void) server;
    return set_values(job, error) && run(job, &SQL_SERVER_PARTITION_FORGET_PROOF, error) &&
           run(job, &SQL_SERVER_PARTITION_PROVE, error);
}

static bool move_home(Job *job, Error *error)
{
    if (text_equal(job->step.schema, job->step.home))
        return true;
    job->step.quarantine = job->step.home; /* where "move" puts it */
    if (!run(job, &SQL_SERVER_PARTITION_MOVE, error))
        return false;
    job->step.schema = job->step.home;
    return true;
}

static bool change(Job *job, Error *error)
{
    job->step.schema = job->aside;
    return move_home(job, error) && set_values(job, error) &&
           run(job, &SQL_SERVER_PARTITION_ATTACH, error) &&
           run(job, &SQL_SERVER_PARTITION_FORGET_PROOF, error) &&
           run(job, &SQL_SERVER_PARTITION_COMMENT, error);
}

static bool attempt(void *context, int64_t lock_ms, Error *error)
{
    Job *job = context;
    Server *server = job->detach.session->server;
    TransactionOptions options = {
        .kind = TRANSACTION_WRITE,
        .lock_timeout_ms = lock_ms,
        .statement_timeout_ms = ATTACH_TIMEOUT_MS,
        .finishes = true,
    };

    if (!transaction_begin(server, &options, error))
        return false;
    if (change(job, error)) {
        bool is_committed = transaction_commit(server, error);
        job->may_be_done = is_committed || error->outcome == OUTCOME_IN_DOUBT;
        return is_committed;
    }
    transaction_rollback(server);
    return false;
}

/* What keeps it out is no failure. */
static bool explain(Job *job, const char **why, Error *error)
{
    DetachFate fate;

    if (text_equal(error->sqlstate, CHECK_VIOLATION))
        *why = "the default partition has rows of its time by now";
    else if (text_equal(error->sqlstate, QUERY_CANCELED))
        *why = "attaching it takes longer than others can wait";
    if (*why != NULL)
        return true;
    if (!job->may_be_done || !session_reconnect(job->detach.session, error) ||
        !detach_find_fate(&job->detach, &fate, error))
        return false;
    if (fate != FATE_ATTACHED)
        *why = "the connection was lost before it was attached";
    return true;
}

static bool attach(Job *job, const char **why, Error *error)
{
    TransactionOptions options = {
        .kind = TRANSACTION_WRITE,
        .statement_timeout_ms = DETACH_READ_TIMEOUT_MS,
    };
    bool is_large, is_busy = false;

    if (!is_default_large(job, &is_large, error))
        return false;
    if (is_large) {
        *why = "the default partition is too large to be read while others wait for it";
        return true;
    }
    if (!transaction_run(job->detach.session->server, &options, 3, prove, job, error))
        return false;
    if (!brief_lock(job->step.partition, attempt, job, &is_busy, error))
        return explain(job, why, error);
    if (is_busy)
        *why = "its locks could not be had";
    return true;
}

bool quarantine_attach(Series *series, const AsideTable *table, int64_t step, const char **why,
                       Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Session *session = series_session(series);
    Job job = {.arena = arena, .step = *table->step, .aside = table->schema};

    *why = NULL;
    job.detach = (Detach){
        .session = session,
        .arena = arena,
        .operation = table->comment.operation,
        .step = &job.step,
    };
    job.step.schema = table->schema;
    job.step.partition = table->name;
    job.step.xid = NULL;
    if (!partition_bounds_parse(arena, job.step.bound, &job.bounds) || job.bounds.is_default) {
        *why = "its bounds are not understood";
        return true;
    }
    if (!attach(&job, why, error))
        return false;
    if (*why != NULL)
        return true;
    job.step.step = step;
    job.step.state = STEP_ATTACHED;
    job.step.days.count = 0;
    job.step.schema = job.step.home;
    return detach_step_write(session, series_so_far(series)->operation, &job.step, error);
}
