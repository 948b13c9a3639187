#include "admin/survey.h"

#include <inttypes.h>

#include "admin/survey_warnings.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "build/sql.h"
#include "file/sets.h"
#include "operation/live_schema.h"
#include "server/query.h"
#include "server/transaction.h"

enum { TABLES_SHOWN = 8, INDEXES_SHOWN = 5, GROWTH_DAYS = 7 };

static const int64_t DAY_US = INT64_C(24) * 3600 * 1000 * 1000;
static const char SPEND_LOGS[] = "LiteLLM_SpendLogs";
static const char *const RETENTION_COMMANDS[] = {"logs prune", "logs redact", "logs slim"};

/* *rows stays NULL where the schema lacks what the statement needs. */
static bool ask(Session *session, const SqlText *sql, const SqlValue *values, Rows **rows,
                Error *error)
{
    const char *missing;

    if (!statement_is_possible(sql, session->catalog, session->arena, &missing))
        return true;
    Statement statement =
        statement_make(session->arena, sql, &(StatementContext){.catalog = session->catalog});
    return query(session->server, &statement, values, rows, error);
}

static const char *copied(Session *session, const Rows *rows, int row, const char *column)
{
    return arena_copy(session->arena, rows_text(rows, row, column));
}

static bool read_server(Session *session, Survey *survey, Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!ask(session, &SQL_SERVER_STATUS_SERVER, SQL_NO_VALUES, &rows, error))
        return false;
    if (rows == NULL)
        return true;
    survey->server = (SurveyServer){
        .version = copied(session, rows, 0, "version"),
        .started = copied(session, rows, 0, "started"),
        .database_bytes = rows_number(rows, 0, "database_bytes"),
        .connections = rows_number(rows, 0, "connections"),
        .max_connections = rows_number(rows, 0, "max_connections"),
        .litellm_connections = rows_number(rows, 0, "litellm_connections"),
        .autovacuum = rows_boolean(rows, 0, "autovacuum"),
    };
    return true;
}

static bool read_tables(Session *session, Survey *survey, Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!ask(session, &SQL_SERVER_STATUS_TABLES,
             SQL_VALUES({"schema", session->identity->schema}, {"limit", NULL}), &rows, error))
        return false;
    for (int row = 0; row < rows_count(rows); row++) {
        SurveyTable table = {
            .name = copied(session, rows, row, "table_name"),
            .rows = rows_number(rows, row, "row_count"),
            .dead_rows = rows_number(rows, row, "dead_rows"),
            .total_bytes = rows_number(rows, row, "total_bytes"),
            .index_bytes = rows_number(rows, row, "index_bytes"),
            .last_vacuum = copied(session, rows, row, "last_vacuum"),
        };
        if (row < TABLES_SHOWN)
            list_add(session->arena, &survey->tables, table);
        if (text_equal(table.name, SPEND_LOGS)) {
            survey->log.rows = table.rows;
            survey->log.bytes = table.total_bytes;
        }
    }
    return true;
}

static bool read_indexes(Session *session, Survey *survey, Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;
    const char *limit = arena_format(session->arena, "%d", INDEXES_SHOWN);

    if (!ask(session, &SQL_SERVER_STATUS_INDEXES,
             SQL_VALUES({"schema", session->identity->schema}, {"limit", limit}), &rows, error))
        return false;
    for (int row = 0; row < rows_count(rows); row++)
        list_add(session->arena, &survey->indexes,
                 (SurveyIndex){
                     .name = copied(session, rows, row, "index_name"),
                     .table = copied(session, rows, row, "table_name"),
                     .bytes = rows_number(rows, row, "bytes"),
                     .scans = rows_number(rows, row, "scans"),
                     .is_valid = rows_boolean(rows, row, "is_valid"),
                 });
    return true;
}

static bool read_seats(Session *session, Survey *survey, Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!ask(session, &SQL_SERVER_STATUS_SEATS, SQL_NO_VALUES, &rows, error))
        return false;
    if (rows == NULL)
        return true;
    survey->counts.users = rows_number(rows, 0, "users");
    survey->counts.inactive_users = rows_number(rows, 0, "inactive_users");
    survey->counts.sso_users = rows_number(rows, 0, "sso_users");
    survey->counts.admins = rows_number(rows, 0, "admins");
    survey->counts.admin_viewers = rows_number(rows, 0, "admin_viewers");
    return true;
}

static bool read_counts(Session *session, Survey *survey, Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!ask(session, &SQL_SERVER_STATUS_COUNTS, SQL_NO_VALUES, &rows, error))
        return false;
    if (rows == NULL)
        return true;
    survey->counts.teams = rows_number(rows, 0, "teams");
    survey->counts.keys = rows_number(rows, 0, "keys");
    survey->counts.organisations = rows_number(rows, 0, "organisations");
    survey->counts.models = rows_number(rows, 0, "models");
    survey->counts.budgets = rows_number(rows, 0, "budgets");
    survey->counts.customers = rows_number(rows, 0, "customers");
    return true;
}

static bool read_span(Session *session, Survey *survey, Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!ask(session, &SQL_SERVER_STATUS_LOG_SPAN, SQL_NO_VALUES, &rows, error))
        return false;
    if (rows == NULL)
        return true;
    survey->log.oldest = copied(session, rows, 0, "oldest");
    survey->log.newest = copied(session, rows, 0, "newest");
    return true;
}

/* Where there are no daily sums: the estimated rows over the span of the log. */
static void estimate_growth(SurveyLog *log)
{
    int64_t oldest, newest;
    Error ignored = {0};

    if (log->oldest == NULL || !clock_parse_utc(log->oldest, &oldest, &ignored) ||
        !clock_parse_utc(log->newest, &newest, &ignored) || newest - oldest < DAY_US)
        return;
    log->rows_per_day = (double) log->rows / ((double) (newest - oldest) / (double) DAY_US);
}

static bool read_growth(Session *session, const OrphanInquiry *inquiry, Survey *survey,
                        Error *error)
{
    SurveyLog *log = &survey->log;
    const char *since = clock_format_utc(session->arena, inquiry->now - GROWTH_DAYS * DAY_US);
    const char *day = arena_copy_span(session->arena, since, sizeof "YYYY-MM-DD" - 1);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!ask(session, &SQL_SERVER_STATUS_DAYS, SQL_VALUES({"since", day}), &rows, error))
        return false;
    for (int row = 0; rows != NULL && row < rows_count(rows); row++) {
        log->rows_per_day += (double) rows_number(rows, row, "requests") / GROWTH_DAYS;
        log->spend_per_day += rows_real(rows, row, "spend") / GROWTH_DAYS;
    }
    if (log->rows_per_day <= 0)
        estimate_growth(log);
    if (log->rows > 0)
        log->bytes_per_day = log->rows_per_day * (double) log->bytes / (double) log->rows;
    return true;
}

static bool read_settings(Session *session, Survey *survey, Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!ask(session, &SQL_SERVER_STATUS_SETTINGS, SQL_NO_VALUES, &rows, error))
        return false;
    for (int row = 0; rows != NULL && row < rows_count(rows); row++)
        list_add(session->arena, &survey->settings,
                 (SurveySetting){copied(session, rows, row, "name"),
                                 copied(session, rows, row, "value")});
    return true;
}

static bool is_retention(const char *command)
{
    for (size_t at = 0; at < sizeof RETENTION_COMMANDS / sizeof *RETENTION_COMMANDS; at++)
        if (text_equal(command, RETENTION_COMMANDS[at]))
            return true;
    return false;
}

/* The newest comes first. */
static const JournalOperation *find_retention(const Session *session,
                                              const JournalOperation *operations, size_t count)
{
    for (size_t at = 0; at < count; at++)
        if (is_retention(operations[at].command) &&
            text_equal(operations[at].database, session->identity->database) &&
            text_equal(operations[at].system_identifier, session->identity->system_identifier))
            return &operations[at];
    return NULL;
}

static bool read_journal(Session *session, Survey *survey, Error *error)
{
    const JournalOperation *operations;
    const JournalUnfinished *unfinished;
    size_t count, unfinished_count;

    if (!journal_list(session->journal, session->arena, &(JournalFilter){0}, &operations, &count,
                      error) ||
        !journal_unfinished(session->journal, session->arena, &unfinished, &unfinished_count,
                            error))
        return false;
    survey->journal = (SurveyJournal){
        .operations = (int64_t) count,
        .unfinished = (int64_t) unfinished_count,
        .last = count > 0 ? &operations[0] : NULL,
        .last_retention = find_retention(session, operations, count),
    };
    return true;
}

/* A masked set brings nothing back. */
static bool is_backup(const Set *set, void *context)
{
    const ServerIdentity *identity = context;

    return !set->is_masked &&
           text_equal(set->source.system_identifier, identity->system_identifier) &&
           text_equal(set->source.database, identity->database) &&
           text_equal(set->source.schema, identity->schema);
}

static bool read_backup(Session *session, Survey *survey, Error *error)
{
    ServerIdentity identity = *session->identity;

    return sets_newest(session->arena, session->state.sets, is_backup, &identity,
                       &survey->last_backup, error);
}

static bool read_all(Session *session, const OrphanInquiry *inquiry, Survey *survey, Error *error)
{
    return read_server(session, survey, error) && read_tables(session, survey, error) &&
           read_indexes(session, survey, error) && read_seats(session, survey, error) &&
           read_counts(session, survey, error) && read_span(session, survey, error) &&
           read_growth(session, inquiry, survey, error) && read_settings(session, survey, error) &&
           survey_read_warnings(session, survey, error);
}

bool survey_take(Session *session, const OrphanInquiry *inquiry, Survey *survey, Error *error)
{
    LiveSchema live = live_schema(session->arena, session->catalog);

    *survey = (Survey){.schema = schema_nearest(session->arena, &live)};
    if (!transaction_begin(session->server, &(TransactionOptions){.kind = TRANSACTION_READ}, error))
        return false;
    bool is_read = read_all(session, inquiry, survey, error);
    transaction_rollback(session->server);
    return is_read && orphans_count(inquiry, false, &survey->orphans, error) &&
           read_journal(session, survey, error) && read_backup(session, survey, error);
}
