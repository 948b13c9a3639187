#include "admin/user_rename.h"

#include <inttypes.h>
#include <string.h>

#include "admin/user_log.h"
#include "admin/user_sums.h"
#include "base/cleanup.h"
#include "build/sql.h"
#include "server/query.h"
#include "server/transaction.h"

/* Longer ones do not fit into the index of every version. */
enum { LONGEST_ID = 1000, COUNT_TIMEOUT_MS = 30 * 60 * 1000 };

bool user_rename_check_name(Arena *arena, const char *id, Error *error)
{
    if (*id == '\0')
        return fail(error, OUTCOME_USAGE, "the new user_id is empty");
    if (strlen(id) > LONGEST_ID) {
        fail(error, OUTCOME_USAGE, "the new user_id is too long");
        return fail_detail(error, "It has %zu bytes; %d are the most.", strlen(id), LONGEST_ID);
    }
    for (const char *at = id; *at != '\0'; at++)
        if ((unsigned char) *at < ' ' || *at == '\x7f') {
            fail(error, OUTCOME_USAGE, "the new user_id has control characters in it");
            return fail_detail(error, "It is \"%s\".", user_shown(arena, id));
        }
    return true;
}

/* Who, and whether the new id is free. */

static bool find_row(const UserMove *move, const char *id, bool *is_there, Error *error)
{
    UserMove one = user_move_of(move, (const char *const[]){id, NULL});
    int64_t count;

    if (!user_move_count(&one, &USER_ROW, &count, error))
        return false;
    *is_there = count > 0;
    return true;
}

/* Logs can be renamed on their own only when the user has been. */
static bool require_renamed(const UserMove *move, const char *from, Error *error)
{
    Arena *arena = move->session->arena;
    bool is_there;

    if (!find_row(move, from, &is_there, error))
        return false;
    if (is_there) {
        fail(error, OUTCOME_REFUSED, "\"%s\" is still a user", user_shown(arena, from));
        return fail_hint(error, "Rename the user without --logs-only.");
    }
    if (!find_row(move, move->new_id, &is_there, error))
        return false;
    if (is_there)
        return true;
    fail(error, OUTCOME_USAGE, "there is no user \"%s\"", user_shown(arena, move->new_id));
    return fail_hint(error, "With --logs-only the second name is whom the logs are to be given.");
}

static bool refuse_used(const UserMove *move, const UserPlace *place, int64_t count, Error *error)
{
    fail(error, OUTCOME_REFUSED, "the user_id \"%s\" is in use",
         user_shown(move->session->arena, move->new_id));
    fail_detail(error, "%s.%s names it in %" PRId64 " row(s).", place->table, place->column, count);
    return fail_hint(error, "Two users become one with \"litellm-dba user merge\"; what nobody "
                            "owns shows in \"litellm-dba orphans\".");
}

/* History may name whoever had the id long ago. */
static bool require_free(const UserMove *move, Error *error)
{
    UserMove taken = user_move_of(move, (const char *const[]){move->new_id, NULL});
    int64_t count;

    if (!user_move_count(&taken, &USER_ROW, &count, error))
        return false;
    if (count > 0)
        return refuse_used(move, &USER_ROW, count, error);
    for (size_t at = 0; at < move->places.count; at++) {
        const UserPlace *place = &move->places.items[at];
        if (place->is_log || place->role == ROLE_HISTORY)
            continue;
        if (!user_move_count(&taken, place, &count, error))
            return false;
        if (count > 0)
            return refuse_used(move, place, count, error);
    }
    return true;
}

static bool refuse_rigid(const UserPlace *place, Error *error)
{
    fail(error, OUTCOME_REFUSED, "a foreign key does not let the user_id change");
    fail_detail(error, "That of %s.%s is not ON UPDATE CASCADE, and rows there name the user.",
                place->table, place->column);
    return fail_hint(error, "Change the foreign key, or those rows, first.");
}

/* The plan. */

static const char *old_id(const UserRename *rename)
{
    return rename->plan.values[0].value;
}

static void add_line(UserRename *rename, const UserPlace *place, int64_t rows, const char *note)
{
    plan_add(&rename->plan, rename->move.session->arena,
             (PlanLine){
                 .what = place->column,
                 .action = place->role == ROLE_IDENTITY ? "rename" : "edit",
                 .table = place->table,
                 .sql = place->is_carried ? &SQL_SERVER_USER_MOVE_PLAIN_CARRY
                                          : &SQL_SERVER_USER_MOVE_PLAIN_MOVE,
                 .rows = rows,
                 .note = note,
             });
}

static bool plan_places(UserRename *rename, Error *error)
{
    const char *note = arena_format(rename->move.session->arena, "%s: now %s",
                                    user_shown(rename->move.session->arena, old_id(rename)),
                                    user_shown(rename->move.session->arena, rename->move.new_id));

    add_line(rename, &USER_ROW, 1, note);
    for (size_t at = 0; at < rename->move.places.count; at++) {
        const UserPlace *place = &rename->move.places.items[at];
        int64_t count;

        if (place->is_log)
            continue;
        if (!user_move_count(&rename->move, place, &count, error))
            return false;
        if (count == 0)
            continue;
        if (place->is_foreign_key && !place->is_carried)
            return refuse_rigid(place, error);
        add_line(rename, place, count, place->is_carried ? "carried by the foreign key" : NULL);
    }
    list_add(rename->move.session->arena, &rename->plan.warnings,
             "proxies keep keys and users in memory for about a minute: what they count meanwhile "
             "still goes to the old user_id");
    return true;
}

static bool plan(const UserRenameRequest *request, const Words *accepted, UserRename *rename,
                 Error *error)
{
    const char *const ids[] = {rename->plan.values[0].value, rename->move.new_id, NULL};

    if (!user_move_guard(&rename->move, ids, accepted, error))
        return false;
    if (request->only_logs) {
        if (!require_renamed(&rename->move, ids[0], error))
            return false;
    } else if (!require_free(&rename->move, error) || !plan_places(rename, error)) {
        return false;
    }
    return request->skip_logs ||
           user_log_plan(&rename->move, &rename->plan, &rename->log_rows, error);
}

static bool identify(Session *session, const UserRenameRequest *request, const char **id,
                     Error *error)
{
    User user;

    *id = request->from;
    if (request->only_logs)
        return true;
    if (!user_find(session, request->from, &user, error)) {
        if (error->outcome == OUTCOME_USAGE && error->hint[0] == '\0')
            fail_hint(error, "If it was renamed already and only logs are left, say --logs-only.");
        return false;
    }
    *id = user.user_id;
    return true;
}

static bool make(Session *session, const UserRenameRequest *request, UserRename *rename,
                 Error *error)
{
    const char *id;

    if (!identify(session, request, &id, error))
        return false;
    if (text_equal(id, request->to))
        return fail(error, OUTCOME_USAGE, "the user_id is \"%s\" already",
                    user_shown(session->arena, id));

    SqlValue *values = arena_array(session->arena, SqlValue, 3);
    values[0] = (SqlValue){"old", id};
    values[1] = (SqlValue){"new", request->to};
    rename->plan.values = values;
    return user_move_make(session, (const char *const[]){id, NULL}, request->to, &rename->move,
                          error) &&
           plan(request, &request->accepted, rename, error);
}

bool user_rename_plan(Session *session, const UserRenameRequest *request, UserRename *rename,
                      Error *error)
{
    TransactionOptions options = {
        .kind = TRANSACTION_READ,
        .statement_timeout_ms = COUNT_TIMEOUT_MS,
    };

    *rename = (UserRename){.plan = {.command = session->command}};
    if (!user_rename_check_name(session->arena, request->to, error) ||
        !transaction_begin(session->server, &options, error))
        return false;
    bool is_planned = make(session, request, rename, error);
    transaction_rollback(session->server);
    if (is_planned)
        plan_seal(&rename->plan, session->arena, session->fingerprint, "");
    return is_planned;
}

/* The work. */

static int64_t planned(const UserRename *rename, const UserPlace *place)
{
    for (size_t at = 0; at < rename->plan.lines.count; at++) {
        const PlanLine *line = &rename->plan.lines.items[at];
        if (strcmp(line->table, place->table) == 0 && strcmp(line->what, place->column) == 0)
            return line->rows;
    }
    return 0;
}

/* History may have grown since the plan; everything else must be as it was shown. */
static bool check(Operation *operation, const UserRename *rename, const UserPlace *place,
                  int64_t rows, Error *error)
{
    int64_t expected = planned(rename, place);

    if (rows != expected && place->role != ROLE_HISTORY)
        return user_move_fail_stale(place, expected, rows, error);
    operation_count(operation, rows);
    return true;
}

static bool change_place(Operation *operation, const UserRename *rename, const UserPlace *place,
                         Error *error)
{
    int64_t rows;

    if (!user_move_lock_place(operation, &rename->move, place, error) ||
        !(place->is_carried ? user_move_carry : user_move_change)(operation, &rename->move, place,
                                                                  &rows, error))
        return false;
    return check(operation, rename, place, rows, error);
}

/* What foreign keys carry is written down while it has the old id; the rest follows the user.
 * Where the plan has nothing, the locks are not held for looking again: user_move_verify does. */
static bool change_places(Operation *operation, const UserRename *rename, bool is_carried,
                          Error *error)
{
    for (size_t at = 0; at < rename->move.places.count; at++) {
        const UserPlace *place = &rename->move.places.items[at];
        bool is_needed = place->is_carried || planned(rename, place) > 0;
        if (!place->is_log && place->is_carried == is_carried && is_needed &&
            !change_place(operation, rename, place, error))
            return false;
    }
    return true;
}

bool user_rename_work(Operation *operation, void *context, Error *error)
{
    const UserRename *rename = context;
    UserSums sums = {0};

    return user_move_lock(operation, &rename->move, error) && require_free(&rename->move, error) &&
           user_sums_take(&rename->move, &sums, error) &&
           change_places(operation, rename, true, error) &&
           change_place(operation, rename, &USER_ROW, error) &&
           change_places(operation, rename, false, error) &&
           user_move_verify(&rename->move, error) && user_sums_compare(&rename->move, &sums, error);
}
