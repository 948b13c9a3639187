#include "admin/prune_before.h"

#include "admin/log_forecast.h"
#include "admin/log_holder.h"
#include "admin/log_walk.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/parse.h"
#include "build/sql.h"
#include "file/disk.h"
#include "litellm/retention_settings.h"
#include "server/query.h"
#include "server/transaction.h"

enum {
    HELD_TRANSACTIONS = 10000,      /* of a holder that does not say since when */
    ROOM_BESIDE = 16 * 1024 * 1024, /* for the journal and what else is written */
};

static const int64_t HELD_US = INT64_C(30) * 1000 * 1000;
static const int64_t DAY_MS = INT64_C(24) * 3600 * 1000;

static void warn(Prune *prune, const char *sentence)
{
    list_add(prune->session->arena, &prune->plan.warnings, sentence);
}

static const PlanLine *line_of(const Prune *prune, const char *table)
{
    for (size_t at = 0; at < prune->plan.lines.count; at++)
        if (text_equal(prune->plan.lines.items[at].table, table))
            return &prune->plan.lines.items[at];
    return NULL;
}

static int64_t rows_of(const Prune *prune, const char *table)
{
    int64_t rows = 0;

    for (size_t at = 0; at < prune->plan.lines.count; at++)
        if (text_equal(prune->plan.lines.items[at].table, table))
            rows += prune->plan.lines.items[at].rows;
    return rows;
}

/* Who holds dead rows. */

static bool look_for_holder(Prune *prune, Error *error)
{
    Arena *arena = prune->session->arena;
    LogHolder holder;

    if (!log_holder_read(prune->session, arena, &holder, error))
        return false;
    if (log_holder_is_older(&holder, prune->request->now - HELD_US,
                            holder.since_us > 0 ? 0 : HELD_TRANSACTIONS))
        warn(prune, arena_format(arena,
                                 "%s keeps dead rows from being removed: until it ends, pruning "
                                 "frees no room",
                                 log_holder_words(arena, &holder)));
    return true;
}

/* What LiteLLM deletes. */

/* "30d" and the like; newer versions take a bare number for days. */
static int64_t period_of(const char *value)
{
    int64_t period_ms = log_guard_duration(value), days;

    if (period_ms == 0 && parse_number(value, 1, 100000, &days, &(Error){0}))
        period_ms = days * DAY_MS;
    return period_ms;
}

/* The first table of the plan whose rows that setting deletes; NULL: none. */
static const char *table_of(const Prune *prune, const char *setting)
{
    for (const RetentionSetting *known = RETENTION_SETTINGS; known->setting != NULL; known++)
        if (text_equal(known->setting, setting) && line_of(prune, known->table) != NULL)
            return known->table;
    return NULL;
}

static void judge_setting(Prune *prune, const char *name, const char *value)
{
    Arena *arena = prune->session->arena;
    const char *table = table_of(prune, name);
    int64_t kept_ms = (prune->request->now - prune->request->before) / 1000;
    int64_t period_ms = period_of(value);

    if (table != NULL && period_ms > 0 && period_ms < kept_ms)
        warn(prune, arena_format(arena,
                                 "LiteLLM itself deletes rows of %s after %s (%s = %s), sooner "
                                 "than they are archived here",
                                 table, text_duration(arena, period_ms), name, value));
    if (text_equal(name, PARTITIONING_SETTING) && text_equal(value, "true") &&
        line_of(prune, SPEND_LOGS) != NULL)
        warn(prune, arena_format(arena,
                                 "LiteLLM's partition manager is on (%s): it drops old partitions "
                                 "of " SPEND_LOGS " by itself, without an archive",
                                 name));
}

static bool read_settings(Prune *prune, Rows **rows, Error *error)
{
    Session *session = prune->session;
    Statement statement = statement_make(session->arena, &SQL_SERVER_STATUS_SETTINGS, NULL);

    if (!transaction_begin(session->server, &(TransactionOptions){.kind = TRANSACTION_READ}, error))
        return false;
    bool is_read = query(session->server, &statement, SQL_NO_VALUES, rows, error);
    transaction_rollback(session->server);
    return is_read;
}

static bool look_at_settings(Prune *prune, Error *error)
{
    Session *session = prune->session;
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!statement_is_possible(&SQL_SERVER_STATUS_SETTINGS, session->catalog, session->arena, NULL))
        return true;
    if (!read_settings(prune, &rows, error))
        return false;
    for (int row = 0; row < rows_count(rows); row++)
        judge_setting(prune, rows_text(rows, row, "name"), rows_text(rows, row, "value"));
    return true;
}

/* Room for the archive. */

static bool forecast(Prune *prune, int64_t *bytes, Error *error)
{
    *bytes = 0;
    for (size_t at = 0; at < prune->tables.count; at++) {
        const LogTable *table = &prune->tables.items[at];
        int64_t rows = rows_of(prune, table->table->name), of_table;
        if (rows == 0)
            continue;
        if (!log_forecast(prune->session, table, rows, &of_table, error))
            return false;
        *bytes += of_table > 0 ? of_table : 0;
    }
    return true;
}

/* How many days the rows are of, as far as an index tells; 1: not known. */
static bool count_days(Prune *prune, int64_t *days, Error *error)
{
    *days = 1;
    for (size_t at = 0; at < prune->tables.count; at++) {
        const LogTable *table = &prune->tables.items[at];
        LogDay day;
        int64_t from;
        if (rows_of(prune, table->table->name) == 0 || table->form == WALK_PAGES)
            continue;
        LogWalk *walk CLEANUP(log_walk_release) =
            log_walk_new(prune->session, table, &prune->filter, prune->before, prune->now);
        if (!log_walk_next_day(walk, &day, error))
            return false;
        if (day.day != NULL && clock_parse_utc(day.from, &from, &(Error){0})) {
            int64_t found = (prune->request->before - from) / 1000 / DAY_MS + 1;
            *days = found > *days ? found : *days;
        }
    }
    return true;
}

/* A day's file is there twice for a moment: as it grows, and as it stays. Few days are not equally
 * large. */
static bool require_room(Prune *prune, Error *error)
{
    Arena *arena = prune->session->arena;
    const char *folder = prune->session->state.path;
    int64_t bytes, free_bytes, days;

    if (!forecast(prune, &bytes, error) || !count_days(prune, &days, error) ||
        !disk_free_bytes(folder, &free_bytes, error))
        return false;
    log_info("the archive takes about %s; %s are free", text_bytes(arena, bytes),
             text_bytes(arena, free_bytes));
    prune->forecast_bytes = bytes;
    int64_t twice = bytes / (days < 5 ? 1 : 4);
    return disk_require(folder, bytes + twice + ROOM_BESIDE, error);
}

bool prune_before(Prune *prune, Error *error)
{
    if (prune->plan.rows == 0)
        return true;
    return look_for_holder(prune, error) && look_at_settings(prune, error) &&
           (prune->request->no_archive || require_room(prune, error));
}
