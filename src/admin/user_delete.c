#include "admin/user_delete.h"

#include <string.h>

#include "admin/user_names.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "build/sql.h"
#include "server/query.h"
#include "server/transaction.h"

static const char DELETED_BY[] = "litellm-dba";

/* The plan. */

static bool warn_damaged(UserDelete *delete, Error *error)
{
    Session *session = delete->session;
    Rows *rows CLEANUP(rows_release) = NULL;
    Statement statement = statement_make(session->arena, &SQL_SERVER_USERS_DAMAGED_ROSTERS,
                                         &(StatementContext){.catalog = session->catalog});

    if (!query(session->server, &statement, SQL_VALUES({"ids", delete->survey.ids}), &rows, error))
        return false;
    for (int row = 0; row < rows_count(rows); row++)
        list_add(session->arena, &delete->plan.warnings,
                 arena_format(session->arena,
                              "the roster of team \"%s\" is damaged and mentions the user: it is "
                              "left as it is",
                              user_shown(session->arena, rows_text(rows, row, "team_id"))));
    return true;
}

static bool needs_heir(const UserSurvey *survey)
{
    for (size_t at = 0; at < survey->parts.count; at++)
        if (user_part_reassigns(&survey->parts.items[at]))
            return true;
    return false;
}

static bool check_heir(const UserDelete *delete, Error *error)
{
    if (delete->request.fate.heir != NULL || !needs_heir(&delete->survey))
        return true;
    fail(error, OUTCOME_REFUSED, "there is nobody to take over what the user made for others");
    return fail_hint(error, "Say --reassign-to ID, or --delete-invitations.");
}

static void add_lines(UserDelete *delete)
{
    Arena *arena = delete->session->arena;

    for (size_t at = 0; at < delete->survey.parts.count; at++)
        plan_add(&delete->plan, arena, user_part_line(&delete->survey.parts.items[at]));
    if (delete->request.fate.end == USER_ENDS_DELETED)
        plan_add(&delete->plan, arena,
                 (PlanLine){
                     .what = "history",
                     .action = "keep",
                     .table = "LiteLLM_SpendLogs",
                     .note = "and daily sums, and who made what: all of it stays",
                 });
}

static void add_values(UserDelete *delete)
{
    SqlValue *values = arena_array(delete->session->arena, SqlValue, 3);

    values[0] = (SqlValue){"users", delete->survey.ids};
    if (needs_heir(&delete->survey))
        values[1] = (SqlValue){"reassign_to", delete->request.fate.heir};
    delete->plan.values = values;
}

static void add_notes(UserDelete *delete)
{
    Arena *arena = delete->session->arena;
    bool is_deleted = delete->request.fate.end == USER_ENDS_DELETED;

    if (delete->survey.key_count > 0)
        list_add(arena, &delete->notes,
                 "proxies cache keys and users for about 60 seconds: a key may work for two "
                 "minutes more");
    for (size_t at = 0; at < delete->users.count; at++) {
        const User *user = &delete->users.items[at];
        if (user->sso_user_id != NULL && delete->request.fate.end != USER_ENDS_BLOCKED)
            list_add(arena, &delete->notes,
                     arena_format(arena,
                                  is_deleted
                                      ? "\"%s\" signs in by SSO: tell the identity provider, for "
                                        "the next sign-in makes the user anew"
                                      : "\"%s\" signs in by SSO: tell the identity provider, for "
                                        "the next sign-in makes a session key",
                                  user_shown(arena, user->user_id)));
    }
}

static bool plan(UserDelete *delete, const Words *ids, Error *error)
{
    Session *session = delete->session;
    UserDeleteRequest *request = &delete->request;

    return user_find_all(session, ids, &delete->users, error) &&
           user_guard_users(session, &delete->users, &request->leave, error) &&
           user_guard_heir(session, &delete->users, request->reassign_to, &request->fate.heir,
                           error) &&
           user_survey(session, &delete->users, &request->fate, &delete->survey, error) &&
           user_guard_survey(&delete->survey, &request->leave, error) &&
           check_heir(delete, error) && warn_damaged(delete, error);
}

bool user_delete_plan(Session *session, const Words *ids, const UserDeleteRequest *request,
                      UserDelete *delete, Error *error)
{
    *delete = (UserDelete){
        .session = session,
        .request = *request,
        .plan = {.command = session->command},
    };
    if (!transaction_begin(session->server, &(TransactionOptions){.kind = TRANSACTION_READ}, error))
        return false;
    bool is_planned = plan(delete, ids, error);
    transaction_rollback(session->server);
    if (!is_planned)
        return false;
    add_lines(delete);
    add_values(delete);
    add_notes(delete);
    plan_seal(&delete->plan, session->arena, session->fingerprint, "");
    return true;
}

/* The work. */

/* LiteLLM's team locks, the users' rows, then everything else in the order of the plan. */
static bool lock(Operation *operation, const UserDelete *delete, Error *error)
{
    Session *session = delete->session;
    Statement teams = statement_make(session->arena, &SQL_SERVER_USERS_LOCK_TEAMS,
                                     &(StatementContext){.catalog = session->catalog});
    UserPart users = {
        .kind = USER_PART_DELETE,
        .table = "LiteLLM_UserTable",
        .column = "user_id",
        .ids = delete->survey.ids,
    };

    if (!operation_prepare(operation, &teams, SQL_VALUES({"ids", delete->survey.ids}), error) ||
        !user_part_lock(operation, &users, error))
        return false;
    for (size_t at = 0; at < delete->survey.parts.count; at++)
        if (!user_part_lock(operation, &delete->survey.parts.items[at], error))
            return false;
    return true;
}

static bool check(Operation *operation, const UserDelete *delete, Error *error)
{
    for (size_t at = 0; at < delete->survey.parts.count; at++)
        if (!user_part_check(operation, &delete->survey.parts.items[at], error))
            return false;
    return true;
}

/* Before the users' rows go, or at the end: nothing but them may be left. */
static bool check_nothing_left(const UserDelete *delete, Error *error)
{
    UserSurvey left;

    if (!user_survey(delete->session, &delete->users, &delete->request.fate, &left, error))
        return false;
    for (size_t at = 0; at < left.parts.count; at++) {
        const UserPart *part = &left.parts.items[at];
        if (strcmp(part->table, "LiteLLM_UserTable") != 0 && !user_part_is_setting(part))
            return user_part_fail_stale(part->what, 0, part->count, error);
    }
    return true;
}

static const char *const *kept_columns(Session *session)
{
    static const char OWN[] = " id deleted_at deleted_by ";
    const CatalogTable *keys = catalog_table(session->catalog, "LiteLLM_VerificationToken");
    const CatalogTable *kept = catalog_table(session->catalog, USER_KEPT_KEYS);
    LIST(const char *) columns = {0};

    for (size_t at = 0; at < keys->column_count; at++) {
        const char *name = keys->columns[at].name;
        if (catalog_column(kept, name) != NULL &&
            strstr(OWN, arena_format(session->arena, " %s ", name)) == NULL)
            list_add(session->arena, &columns, name);
    }
    list_add(session->arena, &columns, NULL);
    return columns.items;
}

/* Where LiteLLM keeps deleted keys, they are put there first. */
static bool keep_keys(Operation *operation, const UserDelete *delete, const UserPart *part,
                      Error *error)
{
    Session *session = delete->session;
    int64_t rows;

    if (!statement_is_possible(&SQL_SERVER_USERS_KEEP, session->catalog, session->arena, NULL))
        return true;

    const SqlNames names[] = {{"columns", kept_columns(session)}, {0}};
    Step step = {
        .statement =
            statement_make(session->arena, &SQL_SERVER_USERS_KEEP,
                           &(StatementContext){.catalog = session->catalog, .names = names}),
        .values = SQL_VALUES({"ids", delete->survey.keys},
                             {"now", clock_format_utc(session->arena, delete->request.leave.now)},
                             {"deleted_by", DELETED_BY}),
        .kind = PREIMAGE_INSERTED,
        .what = "key",
        .table = USER_KEPT_KEYS,
    };
    return operation_change(operation, &step, &rows, error) &&
           (rows == part->count || user_part_fail_stale(part->what, part->count, rows, error));
}

static bool change_part(Operation *operation, const UserDelete *delete, const UserPart *part,
                        Error *error)
{
    bool is_deletion = user_part_deletes(part);

    if (is_deletion && strcmp(part->table, "LiteLLM_UserTable") == 0 &&
        !check_nothing_left(delete, error))
        return false;
    if (is_deletion && strcmp(part->table, "LiteLLM_VerificationToken") == 0 &&
        !keep_keys(operation, delete, part, error))
        return false;
    return user_part_change(operation, part, error);
}

bool user_delete_work(Operation *operation, void *context, Error *error)
{
    const UserDelete *delete = context;

    /* Of two runs that each take an administrator, the second must see what the first left. */
    if (!lock(operation, delete, error) || !check(operation, delete, error) ||
        !user_guard_users(delete->session, &delete->users, &delete->request.leave, error))
        return false;
    for (size_t at = 0; at < delete->survey.parts.count; at++)
        if (!change_part(operation, delete, &delete->survey.parts.items[at], error))
            return false;
    return delete->request.fate.end == USER_ENDS_DELETED || check_nothing_left(delete, error);
}

/* Afterwards. */

bool user_delete_look_again(const UserDelete *delete, Words *found, Error *error)
{
    Session *session = delete->session;
    UserSurvey now;

    if (!transaction_begin(session->server, &(TransactionOptions){.kind = TRANSACTION_READ}, error))
        return false;
    bool is_read = user_survey(session, &delete->users, &delete->request.fate, &now, error);
    transaction_rollback(session->server);
    for (size_t at = 0; is_read && at < now.parts.count; at++) {
        const UserPart *part = &now.parts.items[at];
        list_add(session->arena, found,
                 arena_format(session->arena, "%s (%s)", part->table,
                              text_plural(session->arena, part->count, "row", "rows")));
    }
    return is_read;
}
