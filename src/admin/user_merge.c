#include "admin/user_merge.h"

#include <string.h>

#include "admin/user_log.h"
#include "admin/user_sums.h"
#include "base/cleanup.h"
#include "build/sql.h"
#include "server/query.h"
#include "server/transaction.h"

enum { COUNT_TIMEOUT_MS = 30 * 60 * 1000 };

static Statement row_statement(const UserMerge *merge, const SqlText *sql, const char *column)
{
    UserPlace place = USER_ROW;

    place.column = column;
    return user_place_statement(merge->move.session, &place, sql, NULL, NULL);
}

/* Who. */

static bool is_among(const Users *users, const char *id)
{
    for (size_t at = 0; at < users->count; at++)
        if (strcmp(users->items[at].user_id, id) == 0)
            return true;
    return false;
}

static bool identify(Session *session, const UserMergeRequest *request, UserMerge *merge,
                     Error *error)
{
    if (!user_find(session, request->into, &merge->into, error) ||
        !user_find_all(session, request->from, &merge->from, error))
        return false;
    if (!is_among(&merge->from, merge->into.user_id))
        return true;
    fail(error, OUTCOME_USAGE, "\"%s\" cannot be merged into itself",
         user_shown(session->arena, merge->into.user_id));
    return fail_hint(error, "The user who stays is the last one named.");
}

/* Those who go, and one more unless it is NULL; ends with NULL. */
static const char *const *ids_of(const UserMerge *merge, const char *other)
{
    LIST(const char *) ids = {0};

    for (size_t at = 0; at < merge->from.count; at++)
        list_add(merge->move.session->arena, &ids, merge->from.items[at].user_id);
    list_add(merge->move.session->arena, &ids, other);
    list_add(merge->move.session->arena, &ids, NULL);
    return ids.items;
}

static bool read_emails(UserMerge *merge, Error *error)
{
    Session *session = merge->move.session;
    Statement statement = row_statement(merge, &SQL_SERVER_USER_MERGE_EMAILS, "user_email");
    LIST(const char *) emails = {0};
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(session->server, &statement, user_move_values(&merge->move, &USER_ROW), &rows,
               error))
        return false;
    for (int row = 0; row < rows_count(rows); row++)
        list_add(session->arena, &emails, rows_text(rows, row, "email"));
    list_add(session->arena, &emails, NULL);
    merge->move.emails = query_text_array(session->arena, emails.items);
    return true;
}

/* The plan. */

static void add_line(UserMerge *merge, const UserPlace *place, const char *action,
                     const SqlText *sql, int64_t rows, const char *note)
{
    if (rows > 0)
        plan_add(&merge->plan, merge->move.session->arena,
                 (PlanLine){
                     .what = place->column,
                     .action = action,
                     .table = place->table,
                     .sql = sql,
                     .rows = rows,
                     .note = note,
                 });
}

static void add_row_line(UserMerge *merge, const char *column, bool is_needed, const SqlText *sql,
                         const char *note)
{
    UserPlace place = USER_ROW;

    place.column = column;
    add_line(merge, &place, "edit", sql, is_needed ? 1 : 0, note);
}

static double spend_of(const Users *users)
{
    double spend = 0;

    for (size_t at = 0; at < users->count; at++)
        spend += users->items[at].spend;
    return spend;
}

static bool plan_row(UserMerge *merge, Error *error)
{
    Arena *arena = merge->move.session->arena;
    const UserMergeRow *row = &merge->row;
    const SqlText *set = &SQL_SERVER_USER_MERGE_SET_COLUMN;
    Statement statement = row_statement(merge, &SQL_SERVER_USER_MERGE_COUNT_TEAMS, "teams");
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(merge->move.session->server, &statement, user_move_values(&merge->move, &USER_ROW),
               &rows, error))
        return false;
    int64_t teams = rows_number(rows, 0, "count");
    add_row_line(merge, "user_role", row->user_role != NULL, set,
                 arena_format(arena, "becomes %s, the better one",
                              row->user_role == NULL ? "" : row->user_role));
    add_row_line(merge, "user_email", row->user_email != NULL, set, "it had none");
    add_row_line(merge, "sso_user_id", row->sso_user_id != NULL, set, "taken over");
    add_row_line(merge, "teams", teams > 0, &SQL_SERVER_USER_MERGE_ADD_TEAMS,
                 text_plural(arena, teams, "team more", "teams more"));
    add_row_line(merge, "spend", spend_of(&merge->from) != 0, &SQL_SERVER_USER_MERGE_ADD_SPEND,
                 arena_format(arena, "%s is added", text_real(arena, spend_of(&merge->from))));
    return true;
}

static bool plan_place(UserMerge *merge, const UserPlace *place, Error *error)
{
    size_t first = merge->collisions.count;
    int64_t count, merged = 0;

    if (!user_move_count(&merge->move, place, &count, error))
        return false;
    if (count > 0 && !user_collisions_find(&merge->move, place, &merge->collisions, error))
        return false;
    for (size_t at = first; at < merge->collisions.count; at++) {
        const UserCollision *collision = &merge->collisions.items[at];
        merged += collision->rows;
        add_line(merge, place, "merge", &SQL_SERVER_USER_MERGE_COLLISION_DROP, collision->rows,
                 collision->adds_up ? "counted into the rows that stay" : "the other's stays");
    }
    add_line(merge, place, "move", &SQL_SERVER_USER_MOVE_PLAIN_MOVE, count - merged, NULL);
    return true;
}

static void add_warnings(UserMerge *merge)
{
    Arena *arena = merge->move.session->arena;

    for (size_t at = 0; at < merge->from.count; at++) {
        const User *user = &merge->from.items[at];
        if (user->sso_user_id != NULL && !text_equal(user->user_id, merge->row.sso_user_id_of))
            list_add(arena, &merge->plan.warnings,
                     arena_format(arena, "the sso_user_id \"%s\" is given up: only one can be kept",
                                  user_shown(arena, user->sso_user_id)));
    }
    list_add(arena, &merge->plan.warnings,
             "proxies keep keys and users in memory for about a minute: what they count meanwhile "
             "still goes to the old user_id");
}

/* "twin-1, twin-3: become twin-2" */
static const char *who(const UserMerge *merge)
{
    Arena *arena = merge->move.session->arena;
    Text *text = text_new(arena);

    for (size_t at = 0; at < merge->from.count; at++)
        text_addf(text, "%s%s", at == 0 ? "" : ", ",
                  user_shown(arena, merge->from.items[at].user_id));
    text_addf(text, ": now %s", user_shown(arena, merge->into.user_id));
    return text_value(text);
}

static bool plan_all(UserMerge *merge, bool skip_logs, Error *error)
{
    if (!plan_row(merge, error))
        return false;
    for (size_t at = 0; at < merge->move.places.count; at++)
        if (!merge->move.places.items[at].is_log &&
            !plan_place(merge, &merge->move.places.items[at], error))
            return false;
    add_line(merge, &USER_ROW, "delete", &SQL_SERVER_USER_MERGE_DELETE_USERS,
             (int64_t) merge->from.count, who(merge));
    add_warnings(merge);
    return skip_logs || user_log_plan(&merge->move, &merge->plan, &merge->log_rows, error);
}

static bool make(Session *session, const UserMergeRequest *request, UserMerge *merge, Error *error)
{
    merge->move.session = session;
    if (!identify(session, request, merge, error))
        return false;

    const char *const *ids = ids_of(merge, NULL);
    SqlValue *values = arena_array(session->arena, SqlValue, 3);
    values[0] = (SqlValue){"from", user_ids_literal(session->arena, &merge->from)};
    values[1] = (SqlValue){"into", merge->into.user_id};
    merge->plan.values = values;
    merge->row = user_merge_row(&merge->from, &merge->into);
    return user_move_make(session, ids, merge->into.user_id, &merge->move, error) &&
           user_move_guard(&merge->move, ids_of(merge, merge->into.user_id), &request->accepted,
                           error) &&
           read_emails(merge, error) && plan_all(merge, request->skip_logs, error);
}

bool user_merge_plan(Session *session, const UserMergeRequest *request, UserMerge *merge,
                     Error *error)
{
    TransactionOptions options = {
        .kind = TRANSACTION_READ,
        .statement_timeout_ms = COUNT_TIMEOUT_MS,
    };

    *merge = (UserMerge){.plan = {.command = session->command}};
    if (!transaction_begin(session->server, &options, error))
        return false;
    bool is_planned = make(session, request, merge, error);
    transaction_rollback(session->server);
    if (is_planned)
        plan_seal(&merge->plan, session->arena, session->fingerprint, "");
    return is_planned;
}

/* The work. */

static int64_t planned(const UserMerge *merge, const UserPlace *place, const char *action)
{
    int64_t rows = 0;

    for (size_t at = 0; at < merge->plan.lines.count; at++) {
        const PlanLine *line = &merge->plan.lines.items[at];
        if (strcmp(line->table, place->table) == 0 && strcmp(line->what, place->column) == 0 &&
            strcmp(line->action, action) == 0)
            rows += line->rows;
    }
    return rows;
}

static bool change_row(Operation *operation, const UserMerge *merge, const char *column,
                       const SqlText *sql, const SqlValue *values, PreimageKind kind, Error *error)
{
    UserPlace place = USER_ROW;
    Step step = {
        .statement = row_statement(merge, sql, column),
        .values = values,
        .kind = kind,
        .what = column,
        .table = USER_ROW.table,
        .edited_column = kind == PREIMAGE_DELETED ? NULL : column,
    };
    int64_t rows;

    place.column = column;
    if (!operation_change(operation, &step, &rows, error))
        return false;
    int64_t expected = planned(merge, &place, kind == PREIMAGE_DELETED ? "delete" : "edit");
    if (rows != expected)
        return user_move_fail_stale(&place, expected, rows, error);
    operation_count(operation, rows);
    return true;
}

static bool set_column(Operation *operation, const UserMerge *merge, const char *column,
                       const char *value, Error *error)
{
    return value == NULL || change_row(operation, merge, column, &SQL_SERVER_USER_MERGE_SET_COLUMN,
                                       SQL_VALUES({"user", merge->into.user_id}, {"value", value}),
                                       PREIMAGE_EDITED, error);
}

/* It is unique, so whoever gives it away loses it first; that is no line of the plan. */
static bool clear_sso_user_id(Operation *operation, const UserMerge *merge, Error *error)
{
    Step step = {
        .statement = row_statement(merge, &SQL_SERVER_USER_MERGE_SET_COLUMN, "sso_user_id"),
        .values = SQL_VALUES({"user", merge->row.sso_user_id_of}, {"value", NULL}),
        .kind = PREIMAGE_EDITED,
        .what = "sso_user_id",
        .table = USER_ROW.table,
        .edited_column = "sso_user_id",
    };
    int64_t rows;

    return merge->row.sso_user_id == NULL || operation_change(operation, &step, &rows, error);
}

static bool change_user(Operation *operation, const UserMerge *merge, Error *error)
{
    const SqlValue *values = user_move_values(&merge->move, &USER_ROW);

    return clear_sso_user_id(operation, merge, error) &&
           set_column(operation, merge, "sso_user_id", merge->row.sso_user_id, error) &&
           set_column(operation, merge, "user_role", merge->row.user_role, error) &&
           set_column(operation, merge, "user_email", merge->row.user_email, error) &&
           change_row(operation, merge, "teams", &SQL_SERVER_USER_MERGE_ADD_TEAMS, values,
                      PREIMAGE_EDITED, error) &&
           change_row(operation, merge, "spend", &SQL_SERVER_USER_MERGE_ADD_SPEND, values,
                      PREIMAGE_ADDED, error);
}

/* History may have grown since the plan; everything else must be as it was shown. */
static bool check(Operation *operation, const UserMerge *merge, const UserPlace *place,
                  const char *action, int64_t rows, Error *error)
{
    int64_t expected = planned(merge, place, action);

    if (rows != expected && place->role != ROLE_HISTORY)
        return user_move_fail_stale(place, expected, rows, error);
    operation_count(operation, rows);
    return true;
}

/* Found anew: a row may have come since the plan. */
static bool resolve_collisions(Operation *operation, const UserMerge *merge, const UserPlace *place,
                               Error *error)
{
    UserCollisions collisions = {0};
    int64_t all = 0;

    if (!user_collisions_find(&merge->move, place, &collisions, error))
        return false;
    for (size_t at = 0; at < collisions.count; at++) {
        int64_t rows;
        if (!user_collision_resolve(operation, &merge->move, &collisions.items[at], &rows, error))
            return false;
        all += rows;
    }
    return check(operation, merge, place, "merge", all, error);
}

/* Where the plan has nothing, the locks are not held for looking again: user_move_verify does. */
static bool is_needed(const UserMerge *merge, const UserPlace *place)
{
    return !place->is_log && planned(merge, place, "move") + planned(merge, place, "merge") > 0;
}

static bool change_places(Operation *operation, const UserMerge *merge, Error *error)
{
    UserMove both = merge->move;

    both.olds = both.everybody;
    for (size_t at = 0; at < merge->move.places.count; at++) {
        const UserPlace *place = &merge->move.places.items[at];
        int64_t rows;

        if (!is_needed(merge, place))
            continue;
        if (!user_move_lock_place(operation, &both, place, error) ||
            !resolve_collisions(operation, merge, place, error) ||
            !user_move_change(operation, &merge->move, place, &rows, error) ||
            !check(operation, merge, place, "move", rows, error))
            return false;
    }
    return true;
}

static bool read_again(Session *session, const User *user, User *found, Error *error)
{
    return user_find(session, arena_format(session->arena, "user_id=%s", user->user_id), found,
                     error);
}

/* What the rows say now, under their locks, must lead to what was shown. */
static bool require_same_row(const UserMerge *merge, Error *error)
{
    Session *session = merge->move.session;
    Users from = {0};
    User into;

    if (!read_again(session, &merge->into, &into, error))
        return false;
    for (size_t at = 0; at < merge->from.count; at++) {
        User user;
        if (!read_again(session, &merge->from.items[at], &user, error))
            return false;
        list_add(session->arena, &from, user);
    }

    UserMergeRow now = user_merge_row(&from, &into);
    const UserMergeRow *then = &merge->row;
    return (text_equal(now.user_role, then->user_role) &&
            text_equal(now.user_email, then->user_email) &&
            text_equal(now.sso_user_id, then->sso_user_id)) ||
           user_move_fail_stale(&USER_ROW, 1, 0, error);
}

bool user_merge_work(Operation *operation, void *context, Error *error)
{
    const UserMerge *merge = context;
    UserSums sums = {0};

    return user_move_lock(operation, &merge->move, error) && require_same_row(merge, error) &&
           user_sums_take(&merge->move, &sums, error) && change_user(operation, merge, error) &&
           change_places(operation, merge, error) && user_move_verify(&merge->move, error) &&
           change_row(operation, merge, "user_id", &SQL_SERVER_USER_MERGE_DELETE_USERS,
                      user_move_values(&merge->move, &USER_ROW), PREIMAGE_DELETED, error) &&
           user_sums_compare(&merge->move, &sums, error);
}
