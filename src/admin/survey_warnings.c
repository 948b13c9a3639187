#include "admin/survey_warnings.h"

#include <inttypes.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "build/sql.h"
#include "server/query.h"

enum {
    SEATS_WITHOUT_LICENCE = 5, /* LiteLLM refuses every SSO login above that */
    DEAD_ROWS_MINIMUM = 10000,
    DEAD_ROWS_PERCENT = 20, /* autovacuum's own threshold */
    CONNECTIONS_PERCENT = 85,
};

static const int64_t OLD_SNAPSHOT_US = INT64_C(3600) * 1000 * 1000;

static void warn(Session *session, Survey *survey, const char *sentence)
{
    list_add(session->arena, &survey->warnings, sentence);
}

static void look_at_tables(Session *session, Survey *survey)
{
    for (size_t at = 0; at < survey->tables.count; at++) {
        const SurveyTable *table = &survey->tables.items[at];
        if (table->dead_rows >= DEAD_ROWS_MINIMUM &&
            table->dead_rows * 100 > table->rows * DEAD_ROWS_PERCENT)
            warn(session, survey,
                 arena_format(session->arena, "%s has about %s dead rows: VACUUM is behind",
                              table->name, text_count(session->arena, table->dead_rows)));
    }
    for (size_t at = 0; at < survey->indexes.count; at++) {
        const SurveyIndex *index = &survey->indexes.items[at];
        if (!index->is_valid)
            warn(session, survey,
                 arena_format(session->arena,
                              "index %s of %s is not valid: it costs and helps nobody", index->name,
                              index->table));
    }
}

static void look_at_server(Session *session, Survey *survey)
{
    const SurveyServer *server = &survey->server;

    if (server->version != NULL && !server->autovacuum)
        warn(session, survey, "autovacuum is off on this server");
    if (server->connections * 100 > server->max_connections * CONNECTIONS_PERCENT)
        warn(session, survey,
             arena_format(session->arena, "%" PRId64 " of %" PRId64 " connections are taken",
                          server->connections, server->max_connections));
    if (survey->counts.users - survey->counts.inactive_users > SEATS_WITHOUT_LICENCE &&
        survey->counts.sso_users > 0)
        warn(session, survey,
             arena_format(session->arena,
                          "without a licence LiteLLM refuses SSO logins above %d users; there are "
                          "%" PRId64,
                          SEATS_WITHOUT_LICENCE, survey->counts.users));
}

/* Only the worst one: it is the one that holds all others back. */
static void look_at_snapshot(Session *session, Survey *survey, const Rows *rows)
{
    const char *since = rows_text(rows, 0, "since");
    int64_t started;
    Error ignored = {0};

    if (since == NULL || !clock_parse_utc(since, &started, &ignored) ||
        clock_now() - started < OLD_SNAPSHOT_US)
        return;
    warn(session, survey,
         arena_format(session->arena, "%s %s keeps dead rows from being removed since %s",
                      rows_text(rows, 0, "holder"), rows_text(rows, 0, "name"), since));
}

bool survey_read_warnings(Session *session, Survey *survey, Error *error)
{
    Statement statement = statement_make(session->arena, &SQL_SERVER_STATUS_OLDEST_SNAPSHOT, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(session->server, &statement, SQL_VALUES({"limit", "1"}), &rows, error))
        return false;
    if (rows_count(rows) > 0)
        look_at_snapshot(session, survey, rows);
    look_at_tables(session, survey);
    look_at_server(session, survey);
    return true;
}
