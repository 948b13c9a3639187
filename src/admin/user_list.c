#include "admin/user_list.h"

#include <inttypes.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "build/sql.h"
#include "server/transaction.h"

enum { US_PER_MS = 1000, TEAMS_SHOWN = 10 };

/* How far back the log is read where there are no daily sums. */
static const int64_t LOG_MS = INT64_C(30) * 24 * 3600 * 1000;

const char *user_email_like(Arena *arena, const char *pattern)
{
    Text *like = text_new(arena);

    for (; *pattern != '\0'; pattern++) {
        if (*pattern == '*')
            text_add_char(like, '%');
        else if (*pattern == '?')
            text_add_char(like, '_');
        else {
            if (*pattern == '%' || *pattern == '_' || *pattern == '\\')
                text_add_char(like, '\\');
            text_add_char(like, *pattern);
        }
    }
    return text_value(like);
}

static bool fail_team(const Rows *rows, const char *team, Error *error)
{
    int count = rows_count(rows);

    if (count == 0) {
        fail(error, OUTCOME_USAGE, "there is no team \"%s\"", team);
        return fail_hint(error,
                         "Name it by its team_id or its alias, as they are in the database.");
    }
    Arena *arena CLEANUP(arena_release) = arena_new();
    Text *ids = text_new(arena);
    for (int row = 0; row < count && row < TEAMS_SHOWN; row++)
        text_addf(ids, "%s%s", row == 0 ? "" : ", ", rows_text(rows, row, "team_id"));
    fail(error, OUTCOME_USAGE, "%d teams have the alias \"%s\"", count, team);
    fail_detail(error, "%s%s", text_value(ids), count > TEAMS_SHOWN ? " ..." : "");
    return fail_hint(error, "Name the one that is meant by its team_id.");
}

static bool find_team(Session *session, const char *team, const char **team_id, Error *error)
{
    Statement statement = statement_make(session->arena, &SQL_SERVER_USER_LIST_FIND_TEAM,
                                         &(StatementContext){.catalog = session->catalog});
    Rows *rows CLEANUP(rows_release) = NULL;

    *team_id = NULL;
    if (team == NULL)
        return true;
    if (!query(session->server, &statement, SQL_VALUES({"team", team}), &rows, error))
        return false;
    if (rows_count(rows) != 1)
        return fail_team(rows, team, error);
    *team_id = arena_copy(session->arena, rows_text(rows, 0, "team_id"));
    return true;
}

static const char *text_array(Arena *arena, const Words *words)
{
    const char **list = arena_array(arena, const char *, words->count + 1);

    for (size_t at = 0; at < words->count; at++)
        list[at] = words->items[at];
    return query_text_array(arena, list);
}

static const char *instant(Arena *arena, int64_t ms_ago)
{
    return clock_format_utc(arena, clock_now() - ms_ago * US_PER_MS);
}

/* Reading the log costs a range of its index; daily sums make that unnecessary. */
static const char *log_since(const Session *session, const UserFilter *filter)
{
    if (catalog_has(session->catalog, "LiteLLM_DailyUserSpend"))
        return "infinity";
    return instant(session->arena, filter->idle_ms > LOG_MS ? filter->idle_ms : LOG_MS);
}

static bool list(Session *session, const UserFilter *filter, RowReader *reader, void *context,
                 Error *error)
{
    Arena *arena = session->arena;
    Statement statement = statement_make(arena, &SQL_SERVER_USER_LIST_MEMBERSHIP_LIST,
                                         &(StatementContext){.catalog = session->catalog});
    const char *team_id;

    if (!find_team(session, filter->team, &team_id, error))
        return false;
    const SqlValue values[] = {
        {"roles", filter->roles.count > 0 ? text_array(arena, &filter->roles) : NULL},
        {"team", team_id},
        {"email", filter->email == NULL ? NULL : user_email_like(arena, filter->email)},
        {"is_sso", filter->is_sso ? "true" : "false"},
        {"no_team", filter->no_team ? "true" : "false"},
        {"no_key", filter->no_key ? "true" : "false"},
        {"idle_since", filter->idle_ms > 0 ? instant(arena, filter->idle_ms) : NULL},
        {"log_since", log_since(session, filter)},
        {"limit", filter->limit > 0 ? arena_format(arena, "%" PRId64, filter->limit) : NULL},
        {0},
    };
    return query_each(session->server, &statement, values, reader, context, NULL, error);
}

bool user_list(Session *session, const UserFilter *filter, RowReader *reader, void *context,
               Error *error)
{
    if (!transaction_begin(session->server, &(TransactionOptions){.kind = TRANSACTION_READ}, error))
        return false;
    bool is_listed = list(session, filter, reader, context, error);
    transaction_rollback(session->server);
    return is_listed;
}
