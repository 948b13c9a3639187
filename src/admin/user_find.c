#include "admin/user_find.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/utf8.h"
#include "build/sql.h"
#include "server/query.h"

enum { SHOWN_CHARACTERS = 60, CANDIDATES_SHOWN = 10 };

static const char HOW_TO_NAME[] = "A user is named by its user_id, its e-mail or its sso_user_id; "
                                  "\"litellm-dba user list\" shows them.";

/* "user_id=X" asks for the column only. */
static const char *const COLUMNS[] = {"user_id", "user_email", "sso_user_id"};
enum { COLUMN_COUNT = sizeof COLUMNS / sizeof *COLUMNS };

const char *user_shown(Arena *arena, const char *id)
{
    size_t length = strlen(id), at = 0;

    for (int shown = 0; at < length; shown++) {
        uint32_t character;
        size_t size = utf8_read(id + at, length - at, &character);
        if (shown == SHOWN_CHARACTERS)
            return arena_format(arena, "%.*s...", (int) at, id);
        at += size == 0 ? 1 : size;
    }
    return id;
}

/* What was said. */

static bool check_id(Arena *arena, const char *id, Error *error)
{
    if (*id != '\0' && utf8_is_valid(id, strlen(id)))
        return true;
    if (*id == '\0')
        fail(error, OUTCOME_USAGE, "an empty id names no user");
    else
        fail(error, OUTCOME_USAGE, "an id is not UTF-8: \"%s\"", user_shown(arena, id));
    return fail_hint(error, "%s", HOW_TO_NAME);
}

/* The column that is asked for, or "any", and what remains of the id. */
static const char *split_id(const char **id)
{
    for (size_t at = 0; at < COLUMN_COUNT; at++) {
        size_t length = strlen(COLUMNS[at]);
        if (strncmp(*id, COLUMNS[at], length) == 0 && (*id)[length] == '=') {
            *id += length + 1;
            return COLUMNS[at];
        }
    }
    return "any";
}

static bool look_up(Session *session, const Words *ids, Rows **rows, Error *error)
{
    Words values = {0}, columns = {0};

    for (size_t at = 0; at < ids->count; at++) {
        const char *id = ids->items[at];
        const char *column = split_id(&id);
        if (!check_id(session->arena, id, error))
            return false;
        list_add(session->arena, &values, id);
        list_add(session->arena, &columns, column);
    }
    list_add(session->arena, &values, NULL);
    list_add(session->arena, &columns, NULL);

    Statement statement = statement_make(session->arena, &SQL_SERVER_USERS_FIND,
                                         &(StatementContext){.catalog = session->catalog});
    return query(session->server, &statement,
                 SQL_VALUES({"ids", query_text_array(session->arena, values.items)},
                            {"by", query_text_array(session->arena, columns.items)}),
                 rows, error);
}

/* What was found. */

static User read_user(Arena *arena, const Rows *rows, int row)
{
    return (User){
        .user_id = arena_copy(arena, rows_text(rows, row, "user_id")),
        .user_email = arena_copy(arena, rows_text(rows, row, "user_email")),
        .user_alias = arena_copy(arena, rows_text(rows, row, "user_alias")),
        .user_role = arena_copy(arena, rows_text(rows, row, "user_role")),
        .sso_user_id = arena_copy(arena, rows_text(rows, row, "sso_user_id")),
        .created_at = arena_copy(arena, rows_text(rows, row, "created_at")),
        .spend = rows_real(rows, row, "spend"),
    };
}

static bool fail_unknown(Arena *arena, const char *id, Error *error)
{
    fail(error, OUTCOME_USAGE, "there is no user \"%s\"", user_shown(arena, id));
    return fail_hint(error, "%s", HOW_TO_NAME);
}

static void add_candidate(Arena *arena, Text *text, const User *user)
{
    text_addf(text, "%s\"%s\"", text_length(text) == 0 ? "" : "; ",
              user_shown(arena, user->user_id));
    if (user->user_email != NULL)
        text_addf(text, ", e-mail %s", user_shown(arena, user->user_email));
    if (user->sso_user_id != NULL)
        text_addf(text, ", sso_user_id %s", user_shown(arena, user->sso_user_id));
    if (user->user_role != NULL)
        text_addf(text, ", %s", user_shown(arena, user->user_role));
}

static bool fail_ambiguous(Arena *arena, const char *id, const Rows *rows, int first, int count,
                           Error *error)
{
    Text *candidates = text_new(arena);

    for (int row = first; row < first + count && row < first + CANDIDATES_SHOWN; row++) {
        User user = read_user(arena, rows, row);
        add_candidate(arena, candidates, &user);
    }
    if (count > CANDIDATES_SHOWN)
        text_addf(candidates, "; and %d more", count - CANDIDATES_SHOWN);
    fail(error, OUTCOME_USAGE, "%d users answer to \"%s\"", count, user_shown(arena, id));
    fail_detail(error, "%s.", text_value(candidates));
    return fail_hint(error, "Give the user_id; where that is another one's e-mail, say "
                            "user_id=X, user_email=X or sso_user_id=X.");
}

static void add_user(Arena *arena, Users *users, User user)
{
    for (size_t at = 0; at < users->count; at++)
        if (strcmp(users->items[at].user_id, user.user_id) == 0)
            return;
    list_add(arena, users, user);
}

/* The rows come in the order of the ids; each id must have exactly one. */
static bool take_users(Arena *arena, const Words *ids, const Rows *rows, Users *users, Error *error)
{
    int row = 0;

    for (size_t at = 0; at < ids->count; at++) {
        int first = row;
        while (row < rows_count(rows) && rows_number(rows, row, "position") == (int64_t) at + 1)
            row++;
        if (row == first)
            return fail_unknown(arena, ids->items[at], error);
        if (row > first + 1)
            return fail_ambiguous(arena, ids->items[at], rows, first, row - first, error);
        add_user(arena, users, read_user(arena, rows, first));
    }
    return true;
}

bool user_find_all(Session *session, const Words *ids, Users *users, Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;

    return look_up(session, ids, &rows, error) &&
           take_users(session->arena, ids, rows, users, error);
}

bool user_find(Session *session, const char *id, User *user, Error *error)
{
    Users users = {0};
    Words ids = {0};

    list_add(session->arena, &ids, id);
    if (!user_find_all(session, &ids, &users, error))
        return false;
    assert(users.count == 1);
    *user = users.items[0];
    return true;
}

const char *user_ids_literal(Arena *arena, const Users *users)
{
    Words ids = {0};

    for (size_t at = 0; at < users->count; at++)
        list_add(arena, &ids, users->items[at].user_id);
    list_add(arena, &ids, NULL);
    return query_text_array(arena, ids.items);
}
