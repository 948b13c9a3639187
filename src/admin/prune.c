#include "admin/prune.h"

#include <inttypes.h>

#include "admin/guard.h"
#include "admin/log_walk.h"
#include "admin/prune_aside.h"
#include "admin/prune_keep.h"
#include "admin/prune_partitions.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "file/archive_run.h"
#include "operation/cost_rows.h"
#include "server/copy.h"
#include "server/query.h"
#include "server/transaction.h"

/* The plan. */

enum { COUNTED_MOST = 1000000, COUNT_TIMEOUT_MS = 10 * 60 * 1000 };

/* Beyond what is counted, what ANALYZE saw. */
static int64_t estimate(const LogTable *table, int64_t counted)
{
    double about = table->estimated_rows * (table->share < 0 ? 1 : table->share);

    return about > (double) counted ? (int64_t) about : counted;
}

static const char *line_note(const Prune *prune, const LogTable *table, bool is_estimate)
{
    Arena *arena = prune->session->arena;
    const char *fate = prune->request->no_archive ? "not archived" : "archived";
    const char *walk = table->form == WALK_PAGES ? ", no index on its time: read page by page" : "";

    return arena_format(arena, "%s%s%s", is_estimate ? "about; " : "", fate, walk);
}

/* What goes row by row. */
static int64_t without_partitions(const Prune *prune, const LogTable *table, int64_t rows)
{
    int64_t whole = text_equal(table->table->name, SPEND_LOGS) ? prune_partitions_rows(prune) : 0;

    return rows > whole ? rows - whole : 0;
}

static bool plan_table(Prune *prune, const LogTable *table, Error *error)
{
    Arena *arena = prune->session->arena;
    LogWalk *walk CLEANUP(log_walk_release) =
        log_walk_new(prune->session, table, &prune->filter, prune->before, prune->now);
    int64_t most = prune->request->is_exact ? INT64_MAX : COUNTED_MOST, rows;

    if (!log_walk_count(walk, most, &rows, error) ||
        !guard_references(prune->session, table->table->name, &prune->request->accepted, error) ||
        !prune_partitions_plan(prune, table, most, error))
        return false;
    bool is_estimate = rows == most && prune->filter.is_all;
    rows = without_partitions(prune, table, is_estimate ? estimate(table, rows) : rows);
    if (rows == 0)
        return true;
    plan_warn_of_triggers(&prune->plan, arena, table->table);
    plan_add(&prune->plan, arena,
             (PlanLine){
                 .what = "rows before the cutoff",
                 .action = "delete",
                 .table = table->table->name,
                 .rows = rows,
                 .note = line_note(prune, table, is_estimate),
             });
    return true;
}

static bool check_windows(Prune *prune, Error *error)
{
    const PruneRequest *request = prune->request;
    int64_t kept_ms = (request->now - request->before) / 1000, window_ms;
    const char *window;
    Arena *arena = prune->session->arena;

    if (!log_guard_longest_window(prune->session, &window, &window_ms, error))
        return false;
    if (request->allow_short || window_ms <= kept_ms)
        return true;
    fail(error, OUTCOME_REFUSED, "the longest window of a budget, %s, is longer than what is kept",
         window);
    fail_detail(error,
                "It may have begun %s ago, and requests would be kept for %s. LiteLLM may count a "
                "window's spend again from the log.",
                text_duration(arena, window_ms), text_duration(arena, kept_ms));
    return fail_hint(error, "Keep requests for longer, or say --allow-short.");
}

static bool prunes_requests(const Prune *prune)
{
    for (size_t at = 0; at < prune->tables.count; at++)
        if (text_equal(prune->tables.items[at].table->name, SPEND_LOGS))
            return true;
    return false;
}

/* Nothing but the log of requests knows teams, users, keys and models. */
static bool check_choice(Prune *prune, Error *error)
{
    if (prune->filter.is_all)
        return true;
    for (size_t at = 0; at < prune->tables.count; at++)
        if (!text_equal(prune->tables.items[at].table->name, SPEND_LOGS)) {
            if (prune->request->tables.count > 0) {
                fail(error, OUTCOME_USAGE,
                     "rows of \"%s\" cannot be chosen by team, user, key, "
                     "model or status",
                     prune->tables.items[at].table->name);
                return fail_hint(error, "Only " SPEND_LOGS " can: name no other table.");
            }
            /* The two indexes of the log go with it by default, but not by choice. */
            prune->tables.count = at;
        }
    return true;
}

static bool make_plan(Prune *prune, Error *error)
{
    if (!log_tables_read(prune->session, prune->before, &prune->tables, error) ||
        (prunes_requests(prune) && !check_windows(prune, error)))
        return false;
    for (size_t at = 0; at < prune->tables.count; at++)
        if (!plan_table(prune, &prune->tables.items[at], error))
            return false;
    return true;
}

static const SqlValue *values_to_tell(const Prune *prune)
{
    Arena *arena = prune->session->arena;
    SqlValue *values = arena_array(arena, SqlValue, LOG_FILTER_VALUES + 4);

    values[0] = (SqlValue){"before", prune->before};
    values[1] = (SqlValue){"archive", prune->request->no_archive ? "no" : "yes"};
    values[2] = (SqlValue){"ledger", prune->request->no_ledger ? "no" : "yes"};
    if (!prune->filter.is_all)
        log_filter_values(&prune->filter, values + 3);
    return values;
}

bool prune_plan(Session *session, const PruneRequest *request, Prune *prune, Error *error)
{
    TransactionOptions options = {
        .kind = TRANSACTION_READ,
        .statement_timeout_ms = COUNT_TIMEOUT_MS,
    };

    *prune = (Prune){
        .session = session,
        .request = request,
        .before = clock_format_utc(session->arena, request->before),
        .now = clock_format_utc(session->arena, request->now),
        .plan = {.command = session->command},
    };
    prune->plan.as_of = prune->before;
    if (!log_tables_choose(session, &request->tables, &prune->tables, error) ||
        !log_filter_resolve(session, &request->choice, &prune->filter, error) ||
        !check_choice(prune, error) || !prune_aside_look(prune, error) ||
        !transaction_begin(session->server, &options, error))
        return false;
    prune->plan.values = values_to_tell(prune);
    bool is_planned = make_plan(prune, error);
    transaction_rollback(session->server);
    if (is_planned)
        plan_seal(&prune->plan, session->arena, session->fingerprint, "");
    return is_planned;
}

/* The work: one table. */

typedef struct {
    Prune *prune;
    const LogTable *table;
    LogWalk *walk;
    PrunedTable *pruned;
    Throttle *throttle;
    const char *const *columns; /* of the archive */
    bool has_costs;             /* the ledger gets them */
    LogSlice slice;             /* of the batch at hand */
    int64_t rows;               /* that it may have */
} Job;

static bool archives(const Job *job)
{
    return !job->prune->request->no_archive;
}

/* Whether the statement returns what it deletes. */
static bool keeps_rows(const Job *job)
{
    return archives(job) || job->has_costs;
}

static bool take_slice(Series *series, Job *job, SeriesBatch *batch, const SqlText *sql,
                       Error *error)
{
    Statement statement = log_walk_statement(job->walk, batch->arena, sql);

    return copy_out(series_session(series)->server, &statement, series_take_row, series,
                    &batch->rows, error);
}

static bool delete_slice(Series *series, Job *job, SeriesBatch *batch, Error *error)
{
    Statement statement =
        log_walk_statement(job->walk, batch->arena, job->slice.statements->remove);

    return query_execute(series_session(series)->server, &statement, job->slice.values,
                         &batch->rows, error);
}

/* In one transaction; may run again. */
static bool work_slice(Series *series, void *context, SeriesBatch *batch, Error *error)
{
    Job *job = context;

    if (!log_walk_slice(job->walk, batch->arena, job->rows, &job->slice, error))
        return false;
    if (job->slice.is_end)
        return true;
    batch->first = job->slice.first;
    batch->last = job->slice.last;
    if (archives(job))
        return take_slice(series, job, batch, job->slice.statements->archive, error);
    if (job->has_costs)
        return take_slice(series, job, batch, job->slice.statements->cost, error);
    return delete_slice(series, job, batch, error);
}

/* Rows that are only counted are no part of an archive. */
static const char *place_of(Series *series, const Job *job, const LogDay *day)
{
    Arena *arena = series_session(series)->arena;

    return archives(job) ? archive_place(arena, job->table->table->name, day->day)
                         : series_place(series, arena);
}

/* What an archive or a ledger needs; otherwise there is nothing to keep. */
static bool open_file(Series *series, Job *job, const LogDay *day, Error *error)
{
    SeriesFile file = {
        .kind = PREIMAGE_DELETED,
        .table = job->table->table->name,
        .place = place_of(series, job, day),
        .columns = archives(job) ? job->columns : COST_COLUMNS,
        .keeps_rows = archives(job),
        .day = job->has_costs ? day->day : NULL,
        .cost_sign = 1,
    };

    if (!keeps_rows(job))
        return true;
    return series_open_file(series, &file, error);
}

/* One batch of each table tells what the others would be like. */
static bool is_rehearsed(const Series *series, const Job *job)
{
    return series_is_rehearsal(series) && job->pruned->rows > 0;
}

/* *is_done: nothing is left of the day.  *is_over: the series is to stop. */
static bool prune_batch(Series *series, Job *job, bool *is_done, bool *is_over, Error *error)
{
    const SeriesBatch *batch;
    const char *why;

    *is_over = false;
    if (!throttle_next(job->throttle, series_session(series), &job->rows, &why, error))
        return false;
    if (job->rows == 0) {
        series_stop(series, why);
        *is_over = true;
        return true;
    }
    const SqlValue *ahead = log_walk_ahead(job->walk, job->rows);
    BatchRequest request = {
        .table = job->table->table->name,
        .work = work_slice,
        .context = job,
        .settings = keeps_rows(job) ? ahead : NULL,
    };
    if (!series_batch(series, &request, &batch, error))
        return false;
    job->pruned->rows += batch->rows;
    throttle_learn(job->throttle, batch);
    *is_done = log_walk_advance(job->walk, &job->slice) || is_rehearsed(series, job);
    return true;
}

static bool prune_day(Series *series, Job *job, const LogDay *day, bool *is_over, Error *error)
{
    bool is_done = false;

    if (!open_file(series, job, day, error))
        return false;
    while (!is_done && !*is_over)
        if (!prune_batch(series, job, &is_done, is_over, error))
            return false;
    return true;
}

static bool prune_days(Series *series, Job *job, bool *is_over, Error *error)
{
    LogDay day;
    bool keeps;

    while (!*is_over && !is_rehearsed(series, job)) {
        if (!log_walk_next_day(job->walk, &day, error))
            return false;
        if (day.day == NULL)
            return true;
        if (!prune_keeps_day(job->prune, job->table, &day, job->pruned, &keeps, error) ||
            (!keeps && !prune_day(series, job, &day, is_over, error)))
            return false;
    }
    return true;
}

static bool prune_table(Series *series, Prune *prune, const LogTable *table, Throttle *throttle,
                        PrunedTable *pruned, bool *is_over, Error *error)
{
    Session *session = prune->session;
    LogWalk *walk CLEANUP(log_walk_release) =
        log_walk_new(session, table, &prune->filter, prune->before, prune->now);
    Job job = {
        .prune = prune,
        .table = table,
        .walk = walk,
        .pruned = pruned,
        .throttle = throttle,
        .columns = catalog_written_columns(table->table, session->arena),
        .has_costs = !prune->request->no_ledger && text_equal(table->table->name, SPEND_LOGS),
    };

    bool is_pruned = prune_days(series, &job, is_over, error);
    series_close_file(series);
    return is_pruned;
}

static bool is_planned(const Prune *prune, const char *table)
{
    for (size_t at = 0; at < prune->plan.lines.count; at++)
        if (text_equal(prune->plan.lines.items[at].table, table))
            return true;
    return false;
}

bool prune_work(Series *series, void *context, Error *error)
{
    Prune *prune = context;
    Throttle throttle = throttle_start(&prune->request->pace);
    bool is_over = false;

    for (size_t at = 0; at < prune->tables.count && !is_over; at++) {
        const LogTable *table = &prune->tables.items[at];
        PrunedTable pruned = {.table = table->table->name};
        if (!is_planned(prune, pruned.table))
            continue;
        bool is_pruned =
            prune_partitions_work(series, prune, table, &throttle, &pruned, &is_over, error) &&
            prune_table(series, prune, table, &throttle, &pruned, &is_over, error);
        list_add(prune->session->arena, &prune->pruned, pruned); /* what was done, in either case */
        if (!is_pruned)
            return false;
    }
    return is_over || prune_aside_drop(series, prune, error);
}
