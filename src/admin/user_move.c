#include "admin/user_move.h"

#include <inttypes.h>
#include <string.h>

#include "admin/guard.h"
#include "base/cleanup.h"
#include "build/sql.h"
#include "litellm/protected_ids.h"
#include "server/query.h"

/* The statements that find the same rows, by the shape of the column. */
typedef struct {
    const SqlText *count;
    const SqlText *lock;
    const SqlText *move;
} Family;

static const Family FAMILIES[] = {
    [SHAPE_PLAIN] = {&SQL_SERVER_USER_MOVE_PLAIN_COUNT, &SQL_SERVER_USER_MOVE_PLAIN_LOCK,
                     &SQL_SERVER_USER_MOVE_PLAIN_MOVE},
    [SHAPE_TYPED] = {&SQL_SERVER_USER_MOVE_TYPED_COUNT, &SQL_SERVER_USER_MOVE_TYPED_LOCK,
                     &SQL_SERVER_USER_MOVE_TYPED_MOVE},
    [SHAPE_ARRAY] = {&SQL_SERVER_USER_MOVE_ARRAY_COUNT, &SQL_SERVER_USER_MOVE_ARRAY_LOCK,
                     &SQL_SERVER_USER_MOVE_ARRAY_MOVE_ARRAY},
    [SHAPE_ROSTER] = {&SQL_SERVER_USER_MOVE_ROSTER_COUNT, &SQL_SERVER_USER_MOVE_ROSTER_LOCK,
                      &SQL_SERVER_USER_MOVE_ROSTER_MOVE_ROSTER},
};

static const char *everybody(Arena *arena, const char *const *olds, const char *new_id)
{
    LIST(const char *) ids = {0};

    for (; *olds != NULL; olds++)
        list_add(arena, &ids, *olds);
    list_add(arena, &ids, new_id);
    list_add(arena, &ids, NULL);
    return query_text_array(arena, ids.items);
}

bool user_move_make(Session *session, const char *const *olds, const char *new_id, UserMove *move,
                    Error *error)
{
    *move = (UserMove){
        .session = session,
        .olds = query_text_array(session->arena, olds),
        .new_id = new_id,
        .everybody = everybody(session->arena, olds, new_id),
        .emails = "{}",
    };
    return user_places(session, &move->places, error);
}

UserMove user_move_of(const UserMove *move, const char *const *olds)
{
    UserMove other = *move;

    other.olds = query_text_array(move->session->arena, olds);
    other.emails = "{}";
    return other;
}

const SqlValue *user_move_values(const UserMove *move, const UserPlace *place)
{
    SqlValue *values = arena_array(move->session->arena, SqlValue, 9);

    values[0] = (SqlValue){"olds", move->olds};
    values[1] = (SqlValue){"new", move->new_id};
    values[2] = (SqlValue){"users", move->everybody};
    values[3] = (SqlValue){"emails", move->emails};
    values[4] = (SqlValue){"type", place->type};
    values[5] = (SqlValue){"path", place->path};
    values[6] = (SqlValue){"column_name", place->column};
    return values;
}

bool user_move_count(const UserMove *move, const UserPlace *place, int64_t *count, Error *error)
{
    Statement statement =
        user_place_statement(move->session, place, FAMILIES[place->shape].count, NULL, NULL);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!query(move->session->server, &statement, user_move_values(move, place), &rows, error))
        return false;
    *count = rows_number(rows, 0, "count");
    return true;
}

bool user_move_lock(Operation *operation, const UserMove *move, Error *error)
{
    Session *session = move->session;
    Statement teams =
        user_place_statement(session, &USER_ROW, &SQL_SERVER_USER_MOVE_LOCK_TEAMS, NULL, NULL);
    Statement users =
        user_place_statement(session, &USER_ROW, &SQL_SERVER_USER_MOVE_LOCK_USERS, NULL, NULL);
    const SqlValue *values = user_move_values(move, &USER_ROW);
    const char *missing;

    if (statement_is_possible(teams.sql, session->catalog, session->arena, &missing) &&
        !operation_prepare(operation, &teams, values, error))
        return false;
    return operation_prepare(operation, &users, values, error);
}

bool user_move_lock_place(Operation *operation, const UserMove *move, const UserPlace *place,
                          Error *error)
{
    Statement lock =
        user_place_statement(move->session, place, FAMILIES[place->shape].lock, NULL, NULL);

    return operation_prepare(operation, &lock, user_move_values(move, place), error);
}

static bool change(Operation *operation, const UserMove *move, const UserPlace *place,
                   const SqlText *sql, int64_t *rows, Error *error)
{
    Step step = {
        .statement = user_place_statement(move->session, place, sql, NULL, NULL),
        .values = user_move_values(move, place),
        .kind = PREIMAGE_EDITED,
        .what = place->column,
        .table = place->table,
        .edited_column = place->column,
    };

    return operation_change(operation, &step, rows, error);
}

bool user_move_change(Operation *operation, const UserMove *move, const UserPlace *place,
                      int64_t *rows, Error *error)
{
    return change(operation, move, place, FAMILIES[place->shape].move, rows, error);
}

bool user_move_carry(Operation *operation, const UserMove *move, const UserPlace *place,
                     int64_t *rows, Error *error)
{
    return change(operation, move, place, &SQL_SERVER_USER_MOVE_PLAIN_CARRY, rows, error);
}

bool user_move_verify(const UserMove *move, Error *error)
{
    for (size_t at = 0; at < move->places.count; at++) {
        const UserPlace *place = &move->places.items[at];
        int64_t count;

        if (place->is_log)
            continue;
        if (!user_move_count(move, place, &count, error))
            return false;
        if (count == 0)
            continue;
        fail(error, OUTCOME_REFUSED, "somebody else is changing what belongs to the user");
        fail_detail(error, "%s.%s names the old user_id again.", place->table, place->column);
        return fail_hint(error, "Nothing was changed. Try again.");
    }
    return true;
}

bool user_move_fail_stale(const UserPlace *place, int64_t planned, int64_t found, Error *error)
{
    fail(error, OUTCOME_REFUSED, "the rows of \"%s\" are no longer those of the plan",
         place->table);
    fail_detail(error, "By \"%s\" there were %" PRId64 ", now there are %" PRId64 ".",
                place->column, planned, found);
    return fail_hint(error, "Nothing was changed. Look at the plan again.");
}

static bool refuse_protected(const char *id, Error *error)
{
    for (const char *const *known = PROTECTED_USERS; *known != NULL; known++)
        if (strcmp(*known, id) == 0) {
            fail(error, OUTCOME_REFUSED, "\"%s\" is a user_id that LiteLLM writes by itself", id);
            return fail_hint(error, "It can be neither renamed nor merged, and nobody can become "
                                    "it.");
        }
    return true;
}

bool user_move_guard(const UserMove *move, const char *const *ids, const Words *accepted,
                     Error *error)
{
    Words known = {0};

    for (; *ids != NULL; ids++)
        if (!refuse_protected(*ids, error))
            return false;
    for (size_t at = 0; at < accepted->count; at++)
        list_add(move->session->arena, &known, accepted->items[at]);
    user_places_accept(move->session, &move->places, &known);
    return guard_references(move->session, USER_ROW.table, &known, error);
}
