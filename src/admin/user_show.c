#include "admin/user_show.h"

#include <string.h>

#include "admin/sso.h"
#include "admin/user_guard.h"
#include "admin/user_names.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "build/sql.h"
#include "litellm/references.h"
#include "server/transaction.h"

/* Counting by a column without an index reads the whole table: not one as large as a log. */
enum { MOST_ROWS_COUNTED = 1000000, IN_USE_WITHIN_MS = 15 * 60 * 1000 };

static const SqlText *const SECTIONS[USER_SHOWS_COUNT] = {
    [USER_SHOWS_RECORD] = &SQL_SERVER_USERS_SHOW_USER,
    [USER_SHOWS_KEYS] = &SQL_SERVER_USERS_SHOW_KEYS,
    [USER_SHOWS_TEAMS] = &SQL_SERVER_USERS_ENTRY_LIST_TEAMS,
    [USER_SHOWS_ORGANISATIONS] = &SQL_SERVER_USERS_SHOW_ORGANISATIONS,
    [USER_SHOWS_INVITATIONS] = &SQL_SERVER_USERS_SHOW_INVITATIONS,
};

static bool ask(const UserSurvey *survey, const SqlText *sql, Rows **rows, Error *error)
{
    Session *session = survey->session;
    Statement statement = statement_make(
        session->arena, sql,
        &(StatementContext){
            .catalog = session->catalog,
            .names = SQL_NAMES(SQL_NAME("table", "LiteLLM_TeamTable"), SQL_NAME("key", "team_id"),
                               SQL_NAME("column", "members_with_roles")),
        });

    return query(session->server, &statement, SQL_VALUES({"ids", survey->ids}), rows, error);
}

static bool read_sections(UserShow *show, const UserSurvey *survey, Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;

    for (size_t at = 0; at < USER_SHOWS_COUNT; at++)
        if (!ask(survey, SECTIONS[at], &show->sections[at], error))
            return false;
    if (!ask(survey, &SQL_SERVER_USERS_SHOW_LAST_USE, &rows, error))
        return false;
    show->last_used = arena_copy(survey->session->arena, rows_text(rows, 0, "last_used"));
    return true;
}

/* What belongs to the user. */

static void add_parts(UserShow *show, const UserSurvey *survey)
{
    for (size_t at = 0; at < survey->parts.count; at++) {
        const UserPart *part = &survey->parts.items[at];
        list_add(survey->session->arena, &show->belongings,
                 (UserBelonging){part->what, user_part_line(part).action, part->table, part->column,
                                 part->count, part->note});
    }
}

static bool add_kept(UserShow *show, const UserSurvey *survey, const Reference *reference,
                     Error *error)
{
    Session *session = survey->session;
    const CatalogTable *table = catalog_table(session->catalog, reference->table);
    UserPart part = {
        .kind = USER_PART_DELETE,
        .table = reference->table,
        .column = reference->column,
        .ids = survey->ids,
    };
    UserBelonging kept = {
        .what = reference->role == ROLE_AUTHOR ? "author" : "history",
        .fate = "keep",
        .table = reference->table,
        .column = reference->column,
        .rows = -1,
        .note = "too large to count",
    };

    if (!user_part_can(session, &part))
        return true;
    if (table->estimated_rows < MOST_ROWS_COUNTED) {
        if (!user_part_count(session, &part, error))
            return false;
        kept.rows = part.count;
        kept.note = NULL;
    }
    if (kept.rows != 0)
        list_add(session->arena, &show->belongings, kept);
    return true;
}

/* History, and who made what: but for the columns that a deletion would edit. */
static bool add_all_kept(UserShow *show, const UserSurvey *survey, Error *error)
{
    for (const Reference *known = REFERENCES; known->kind != NULL; known++)
        if (strcmp(known->kind, "user") == 0 && known->shape == SHAPE_PLAIN &&
            (known->role == ROLE_AUTHOR || known->role == ROLE_HISTORY) &&
            user_survey_part(survey, known->table, known->column) == NULL &&
            !add_kept(show, survey, known, error))
            return false;
    return true;
}

/* What stands in the way. */

static void add_obstacle(UserShow *show, Arena *arena, const char *of, const char *text)
{
    list_add(arena, &show->obstacles, (UserObstacle){of, text});
}

/* A guard's refusal is what is wanted here; any other failure is one. */
static bool hear(UserShow *show, Arena *arena, bool is_fine, Error *error)
{
    if (is_fine || error->outcome != OUTCOME_REFUSED)
        return is_fine;
    add_obstacle(show, arena, "litellm-dba",
                 arena_format(arena, "%s%s%s", error->message, *error->detail == '\0' ? "" : ": ",
                              error->detail));
    *error = (Error){0};
    return true;
}

static bool hear_guards(UserShow *show, const UserSurvey *survey, const Users *users, Error *error)
{
    UserLeave leave = {.in_use_within_ms = IN_USE_WITHIN_MS, .now = clock_now()};
    Arena *arena = survey->session->arena;

    if (!hear(show, arena, user_guard_users(survey->session, users, &leave, error), error))
        return false;
    for (size_t at = 0; at < USER_GUARD_COUNT; at++)
        if (!hear(show, arena, USER_GUARDS[at](survey, &leave, error), error))
            return false;
    return true;
}

static bool add_stuck(UserShow *show, Session *session, Error *error)
{
    Seats seats = {0};

    if (!sso_read(session, &seats, error))
        return false;
    const Seat *seat = seats_find(&seats, show->user.user_id);
    for (size_t at = 0; seat != NULL && at < seat->reasons.count; at++)
        add_obstacle(show, session->arena, "LiteLLM", seat->reasons.items[at].text);
    return true;
}

/* All of it. */

static bool read_all(UserShow *show, Session *session, const char *id, Error *error)
{
    UserFate fate = {.end = USER_ENDS_DELETED};
    UserSurvey survey;
    Users users = {0};
    Words ids = {0};

    list_add(session->arena, &ids, id);
    if (!user_find_all(session, &ids, &users, error))
        return false;
    show->user = users.items[0];
    if (!user_guard_heir(session, &users, NULL, &fate.heir, error) ||
        !user_survey(session, &users, &fate, &survey, error))
        return false;
    add_parts(show, &survey);
    return add_all_kept(show, &survey, error) && read_sections(show, &survey, error) &&
           hear_guards(show, &survey, &users, error);
}

bool user_show(Session *session, const char *id, UserShow *show, Error *error)
{
    *show = (UserShow){0};
    if (!transaction_begin(session->server, &(TransactionOptions){.kind = TRANSACTION_READ}, error))
        return false;
    bool is_read = read_all(show, session, id, error);
    transaction_rollback(session->server);
    return is_read && add_stuck(show, session, error);
}

void user_show_release(UserShow *show)
{
    for (size_t at = 0; at < USER_SHOWS_COUNT; at++)
        rows_release(&show->sections[at]);
}
