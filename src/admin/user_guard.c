#include "admin/user_guard.h"

#include <inttypes.h>
#include <string.h>

#include "admin/guard.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/digest.h"
#include "build/sql.h"
#include "litellm/protected_ids.h"
#include "server/query.h"

enum { USED_KEYS_SHOWN = 5, US_PER_MS = 1000, TOKEN_SHOWN = 8 };

static bool ask(Session *session, const SqlText *sql, const SqlValue *values, Rows **rows,
                Error *error)
{
    Statement statement =
        statement_make(session->arena, sql, &(StatementContext){.catalog = session->catalog});

    return query(session->server, &statement, values, rows, error);
}

/* Users. */

static bool is_protected(const char *id)
{
    for (const char *const *known = PROTECTED_USERS; *known != NULL; known++)
        if (strcmp(*known, id) == 0)
            return true;
    return false;
}

static bool check_admins(Session *session, const Users *users, Error *error)
{
    const char *protected = query_text_array(session->arena, PROTECTED_USERS);
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!ask(session, &SQL_SERVER_USERS_ADMINS,
             SQL_VALUES({"ids", user_ids_literal(session->arena, users)},
                        {"protected_users", protected}),
             &rows, error))
        return false;
    if (rows_number(rows, 0, "among") == 0 || rows_number(rows, 0, "others") > 0)
        return true;
    fail(error, OUTCOME_REFUSED, "no proxy_admin would be left");
    return fail_hint(error, "Make somebody else proxy_admin first, or say --force: the master key "
                            "still works.");
}

bool user_guard_users(Session *session, const Users *users, const UserLeave *leave, Error *error)
{
    for (size_t at = 0; at < users->count; at++)
        if (is_protected(users->items[at].user_id)) {
            fail(error, OUTCOME_REFUSED, "\"%s\" is LiteLLM's own", users->items[at].user_id);
            return fail_hint(error, "The proxy works under that id; its row must stay.");
        }
    return leave->force || check_admins(session, users, error);
}

/* Keys. */

static bool refuse_used(Arena *arena, const Rows *rows, Error *error)
{
    Text *keys = text_new(arena);

    for (int row = 0; row < rows_count(rows); row++) {
        const char *alias = rows_text(rows, row, "key_alias");
        const char *name = rows_text(rows, row, "key_name");
        if (name == NULL)
            name = arena_copy_span(arena, rows_text(rows, row, "token"), TOKEN_SHOWN);
        text_addf(keys, "%s%s%s%s, last at %s", row > 0 ? "; " : "",
                  alias == NULL ? "" : user_shown(arena, alias), alias == NULL ? "" : " ", name,
                  rows_text(rows, row, "last_used"));
    }
    fail(error, OUTCOME_REFUSED, "%s in use",
         text_plural(arena, rows_number(rows, 0, "total"), "of the keys is", "of the keys are"));
    fail_detail(error, "%s.", text_value(keys));
    return fail_hint(error, "Say --block-first to block them and see who calls, or --force.");
}

static bool check_use(const UserSurvey *survey, const UserLeave *leave, Error *error)
{
    Arena *arena = survey->session->arena;
    int64_t since = leave->now - leave->in_use_within_ms * US_PER_MS;
    Rows *rows CLEANUP(rows_release) = NULL;

    if (leave->force || leave->in_use_within_ms == 0 || survey->key_count == 0)
        return true;
    if (!ask(survey->session, &SQL_SERVER_USERS_IN_USE,
             SQL_VALUES({"ids", survey->keys}, {"since", clock_format_utc(arena, since)},
                        {"limit", arena_format(arena, "%d", USED_KEYS_SHOWN)}),
             &rows, error))
        return false;
    return rows_count(rows) == 0 || refuse_used(arena, rows, error);
}

static bool check_master_key(const UserSurvey *survey, const UserLeave *leave, Error *error)
{
    const char *key = leave->master_key;

    if (key == NULL || *key == '\0' ||
        strstr(survey->keys, sha256_hex(survey->session->arena, key, strlen(key))) == NULL)
        return true;
    fail(error, OUTCOME_REFUSED, "one of the keys is the proxy's master key");
    return fail_hint(error, "Give that key's row to another user first.");
}

/* References. */

static bool check_forbidding(const UserSurvey *survey, const UserLeave *leave, Error *error)
{
    const Words *forbidding = &survey->forbidding;

    (void) leave;
    if (forbidding->count == 0)
        return true;
    fail(error, OUTCOME_REFUSED, "a foreign key that is not known stands in the way");
    fail_detail(error, "%s.",
                text_join(survey->session->arena, forbidding->items, forbidding->count, ", "));
    return fail_hint(error, "What its rows mean is not known here: take them away, or point them "
                            "at somebody else, by hand.");
}

/* A foreign key says itself what becomes of its rows: no need to accept the column. Of another
 * schema's rows no pre-image can be kept: that must be accepted. */
static Words accepted_columns(const UserSurvey *survey, const UserLeave *leave)
{
    Session *session = survey->session;
    Words accepted = {0};

    for (size_t at = 0; at < leave->accepted.count; at++)
        list_add(session->arena, &accepted, leave->accepted.items[at]);
    for (size_t at = 0; at < session->catalog->foreign_key_count; at++) {
        const CatalogForeignKey *key = &session->catalog->foreign_keys[at];
        if (catalog_table(session->catalog, key->table) != NULL)
            list_add(session->arena, &accepted,
                     arena_format(session->arena, "%s.%s", key->table, key->columns[0]));
    }
    return accepted;
}

static bool check_references(const UserSurvey *survey, const UserLeave *leave, Error *error)
{
    Words accepted = accepted_columns(survey, leave);

    for (size_t at = 0; at < survey->parts.count; at++) {
        const UserPart *part = &survey->parts.items[at];
        if (user_part_deletes(part) &&
            !guard_references(survey->session, part->table, &accepted, error))
            return false;
    }
    return true;
}

UserGuard *const USER_GUARDS[USER_GUARD_COUNT] = {
    check_forbidding,
    check_references,
    check_master_key,
    check_use,
};

bool user_guard_survey(const UserSurvey *survey, const UserLeave *leave, Error *error)
{
    for (size_t at = 0; at < USER_GUARD_COUNT; at++)
        if (!USER_GUARDS[at](survey, leave, error))
            return false;
    return true;
}

/* The heir. */

static bool check_heir(const Users *users, const User *heir, const char *said, Error *error)
{
    for (size_t at = 0; at < users->count; at++)
        if (strcmp(users->items[at].user_id, heir->user_id) == 0) {
            fail(error, OUTCOME_USAGE, "who goes cannot take over: \"%s\"", said);
            return fail_hint(error, "Give --reassign-to somebody who stays.");
        }
    return true;
}

bool user_guard_heir(Session *session, const Users *users, const char *said, const char **heir,
                     Error *error)
{
    Rows *rows CLEANUP(rows_release) = NULL;
    User user;

    if (said != NULL) {
        if (!user_find(session, said, &user, error) || !check_heir(users, &user, said, error))
            return false;
        *heir = user.user_id;
        return true;
    }
    if (!ask(session, &SQL_SERVER_USERS_HEIR,
             SQL_VALUES({"ids", user_ids_literal(session->arena, users)}), &rows, error))
        return false;
    *heir =
        rows_count(rows) == 0 ? NULL : arena_copy(session->arena, rows_text(rows, 0, "user_id"));
    return true;
}
