#include "admin/prune_partitions.h"

#include <inttypes.h>
#include <string.h>

#include "admin/log_guard.h"
#include "admin/prune_aside.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "build/sql.h"
#include "operation/detach.h"
#include "operation/quarantine.h"
#include "server/query.h"
#include "server/transaction.h"

enum { SMALL_BYTES = 256 * 1024 * 1024 };

static const int64_t DAY_US = INT64_C(24) * 3600 * 1000 * 1000;

/* Which. */

static bool has_expired(const Prune *prune, const LogPartition *partition)
{
    return partition->kind == PARTITION_RANGE && partition->bounds.to != NULL &&
           partition->bounds.to_us <= prune->request->before;
}

static bool count_rows(Prune *prune, const LogPartition *partition, int64_t most, int64_t *count,
                       Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const SqlNames names[] = {
        SQL_NAME("schema", partition->schema),
        SQL_NAME("partition", partition->name),
        {0},
    };
    Statement statement =
        statement_make(arena, &SQL_SERVER_PARTITION_COUNT, &(StatementContext){.names = names});
    const char *limit = arena_format(arena, "%" PRId64, most);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(prune->session->server, &statement, SQL_VALUES({"most", limit}), &rows, error))
        return false;
    *count = rows_number(rows, 0, "row_count");
    if (*count == most && (double) most < partition->rows)
        *count = (int64_t) partition->rows;
    return true;
}

static bool choose(Prune *prune, int64_t most, Error *error)
{
    LogPartitions all;
    size_t foreign = 0;

    if (!partitions_read(prune->session, &all, error))
        return false;
    for (size_t at = 0; at < all.count; at++) {
        ExpiredPartition expired = {.partition = all.items[at]};
        if (!has_expired(prune, &all.items[at]))
            continue;
        foreign += !all.items[at].is_ours;
        if (!all.items[at].is_ours)
            continue;
        if (!count_rows(prune, &all.items[at], most, &expired.rows, error))
            return false;
        list_add(prune->session->arena, &prune->expired, expired);
    }
    if (foreign > 0)
        list_add(prune->session->arena, &prune->plan.warnings,
                 arena_format(prune->session->arena,
                              "%s not this role's: pruned row by row instead of detached",
                              text_plural(prune->session->arena, (int64_t) foreign,
                                          "expired partition is", "expired partitions are")));
    return true;
}

/* Whether they can be put aside at all. */
static bool require_right(Prune *prune, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    Statement statement = statement_make(arena, &SQL_SERVER_PARTITION_MAY_LEAVE, NULL);
    const char *role = prune->session->identity->user;
    Rows *rows CLEANUP(rows_release) = NULL;

    if (prune->request->quarantine_ms == 0)
        return true;
    if (!query(prune->session->server, &statement, SQL_VALUES({"quarantine", QUARANTINE_SCHEMA}),
               &rows, error))
        return false;
    prune->has_quarantine = rows_boolean(rows, 0, "has_schema");
    if (prune->has_quarantine ? rows_boolean(rows, 0, "may_fill_schema")
                              : rows_boolean(rows, 0, "may_make_schema"))
        return true;
    fail(error, OUTCOME_REFUSED, "role \"%s\" may not put partitions into schema \"%s\"", role,
         QUARANTINE_SCHEMA);
    fail_detail(error, prune->has_quarantine ? "It may not create anything there."
                                             : "The schema is not there, and it may not make it.");
    return fail_hint(error,
                     "As a superuser: CREATE SCHEMA " QUARANTINE_SCHEMA " AUTHORIZATION \"%s\". "
                     "Or --quarantine 0s drops them at once, or --row-by-row leaves them attached.",
                     role);
}

/* The plan. */

int64_t prune_partitions_rows(const Prune *prune)
{
    int64_t rows = 0;

    for (size_t at = 0; at < prune->expired.count; at++)
        rows += prune->expired.items[at].rows;
    return rows;
}

static const char *fate_of(const Prune *prune, Arena *arena)
{
    if (prune->request->quarantine_ms == 0)
        return "dropped at once";
    return arena_format(arena, "kept for %s in " QUARANTINE_SCHEMA,
                        text_duration(arena, prune->request->quarantine_ms));
}

static void plan_detach(Prune *prune, const LogTable *table)
{
    Arena *arena = prune->session->arena;
    const char *archived = prune->request->no_archive ? "not archived" : "archived";

    if (prune->expired.count == 0)
        return;
    plan_add(&prune->plan, arena,
             (PlanLine){
                 .what = "expired partitions",
                 .action = "detach",
                 .table = table->table->name,
                 .rows = prune_partitions_rows(prune),
                 .objects = (int64_t) prune->expired.count,
                 .note = arena_format(
                     arena, "%s, %s, %s",
                     text_plural(arena, (int64_t) prune->expired.count, "partition", "partitions"),
                     archived, fate_of(prune, arena)),
             });
}

static bool are_meant(const Prune *prune, const LogTable *table)
{
    return text_equal(table->table->name, SPEND_LOGS) && prune->filter.is_all &&
           partitions_are_there(prune->session);
}

bool prune_partitions_plan(Prune *prune, const LogTable *table, int64_t most, Error *error)
{
    if (!are_meant(prune, table))
        return true;
    if (!prune->request->row_by_row && !choose(prune, most, error))
        return false;
    if (prune->expired.count > 0 && !require_right(prune, error))
        return false;
    plan_detach(prune, table);
    prune_aside_plan(prune, table);
    return true;
}

/* The work. */

static bool make_schema(Server *server, void *context, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    const SqlNames names[] = {SQL_NAME("quarantine", QUARANTINE_SCHEMA), {0}};
    Statement statement = statement_make(arena, &SQL_SERVER_PARTITION_MAKE_SCHEMA,
                                         &(StatementContext){.names = names});

    (void) context;
    return query_execute(server, &statement, SQL_NO_VALUES, NULL, error);
}

#define DUPLICATE_SCHEMA "42P06"

static bool require_schema(Prune *prune, Error *error)
{
    TransactionOptions options = {.kind = TRANSACTION_WRITE};

    if (prune->has_quarantine || prune->request->quarantine_ms == 0)
        return true;
    prune->has_quarantine =
        transaction_run(prune->session->server, &options, 3, make_schema, NULL, error) ||
        text_equal(error->sqlstate, DUPLICATE_SCHEMA);
    return prune->has_quarantine;
}

static const char *day_text(Arena *arena, int64_t instant)
{
    return log_day(arena, clock_format_utc(arena, instant));
}

/* Its first instant; of one without a lower bound, that of its oldest row. */
static bool first_instant(Prune *prune, const LogTable *table, const LogPartition *partition,
                          int64_t *instant, Error *error)
{
    LogDay day;

    *instant = partition->bounds.from_us;
    if (partition->bounds.from != NULL)
        return true;
    LogWalk *walk CLEANUP(log_walk_release) =
        log_walk_new(prune->session, table, &prune->filter, partition->bounds.to, prune->now);
    *instant = partition->bounds.to_us;
    return log_walk_next_day(walk, &day, error) &&
           (day.day == NULL || clock_parse_utc(day.from, instant, error));
}

/* Money that would be known nowhere keeps its day, and with it the partition's other days go row by
 * row. */
static bool is_covered(Prune *prune, const LogTable *table, const LogPartition *partition,
                       bool *is_covered, Error *error)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    bool has_ledger = !prune->request->no_ledger;
    int64_t from;

    *is_covered = true;
    if (prune->request->allow_uncovered || !log_guard_has_totals(prune->session))
        return true;
    if (!first_instant(prune, table, partition, &from, error))
        return false;
    for (int64_t at = from - from % DAY_US; at < partition->bounds.to_us && *is_covered;
         at += DAY_US) {
        LogDay day = {day_text(arena, at), clock_format_utc(arena, at),
                      clock_format_utc(arena, at + DAY_US)};
        UncoveredDay ignored;
        if (!log_guard_day(prune->session, arena, &day, has_ledger, is_covered, &ignored, error))
            return false;
    }
    return true;
}

static const char *const ENDS[] = {
    [DETACH_DONE] = "detached",    [DETACH_STOPPED] = "stopped",
    [DETACH_BUSY] = "busy",        [DETACH_TAKEN] = "taken by somebody else",
    [DETACH_UNFIT] = "row by row",
};

static bool detach(Series *series, Prune *prune, const LogTable *table, ExpiredPartition *expired,
                   Throttle *throttle, Error *error)
{
    const LogPartition *partition = &expired->partition;
    DetachRequest request = {
        .table = table->table->name,
        .time = table->growth->time_column,
        .schema = partition->schema,
        .partition = partition->name,
        .oid = partition->oid,
        .bound = partition->bound,
        .columns = prune->request->no_archive
                       ? NULL
                       : catalog_written_columns(table->table, prune->session->arena),
        .has_costs = !prune->request->no_ledger,
        .quarantine = prune->request->quarantine_ms == 0 ? NULL : QUARANTINE_SCHEMA,
        .step = ++prune->step_count,
    };
    DetachResult result;

    if (!detach_partition(series, &request, throttle, &result, error))
        return false;
    expired->end = ENDS[result.end];
    expired->is_kept = result.end == DETACH_BUSY || result.end == DETACH_STOPPED;
    expired->rows = result.rows;
    if (result.end == DETACH_BUSY)
        log_warning("partition \"%s\" stays until the next run: its locks could not be had",
                    partition->name);
    return true;
}

/* Each day is read by itself, three times: through an index, or of a table that is small, or all of
 * it. */
static bool is_quick(const LogPartition *partition)
{
    bool is_one_day = partition->bounds.from != NULL &&
                      partition->bounds.to_us - partition->bounds.from_us <= DAY_US;

    return partition->has_index || is_one_day || partition->total_bytes <= SMALL_BYTES;
}

/* A budget of rows that is smaller than a partition takes it row by row. */
static bool fits_budget(const Throttle *throttle, const ExpiredPartition *expired)
{
    int64_t most = throttle->pace->max_rows;

    return most < 0 || expired->rows <= most - throttle->rows;
}

static bool leave_one(Series *series, Prune *prune, const LogTable *table,
                      ExpiredPartition *expired, Throttle *throttle, bool *is_over, Error *error)
{
    bool covered;

    expired->end = ENDS[DETACH_UNFIT];
    if (!fits_budget(throttle, expired) || !is_quick(&expired->partition))
        return true;
    if (!is_covered(prune, table, &expired->partition, &covered, error))
        return false;
    if (!covered)
        return true;
    if (!detach(series, prune, table, expired, throttle, error))
        return false;
    *is_over = text_equal(expired->end, ENDS[DETACH_STOPPED]);
    return true;
}

bool prune_partitions_work(Series *series, Prune *prune, const LogTable *table, Throttle *throttle,
                           PrunedTable *pruned, bool *is_over, Error *error)
{
    if (series_is_rehearsal(series) || !are_meant(prune, table))
        return true;
    if (prune->expired.count > 0 && !require_schema(prune, error))
        return false;
    for (size_t at = 0; at < prune->expired.count && !*is_over; at++) {
        ExpiredPartition *expired = &prune->expired.items[at];
        if (!leave_one(series, prune, table, expired, throttle, is_over, error))
            return false;
        bool is_detached = text_equal(expired->end, ENDS[DETACH_DONE]);
        pruned->rows += is_detached ? expired->rows : 0;
        pruned->detached_rows += is_detached ? expired->rows : 0;
        pruned->partitions += is_detached;
        pruned->detached_bytes += is_detached ? expired->partition.total_bytes : 0;
    }
    return true;
}

bool prune_partitions_keep(const Prune *prune, const LogDay *day)
{
    for (size_t at = 0; at < prune->expired.count; at++) {
        const ExpiredPartition *expired = &prune->expired.items[at];
        const PartitionBounds *bounds = &expired->partition.bounds;
        if (expired->is_kept && strcmp(day->from, bounds->to) < 0 &&
            (bounds->from == NULL || strcmp(day->to, bounds->from) > 0))
            return true;
    }
    return false;
}
