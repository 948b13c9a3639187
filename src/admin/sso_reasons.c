#include "admin/sso_reasons.h"

#include <string.h>

#include "base/cleanup.h"
#include "build/sql.h"
#include "litellm/protected_ids.h"
#include "litellm/references.h"
#include "server/query.h"

#define NUMBER "$"

/* What a query found, in words; the number stands for NUMBER, and the first names follow. */
typedef struct {
    const char *code;
    StuckEffect effect;
    const SqlText *sql;
    const char *table; /* with column: a foreign key that holds the row back */
    const char *column;
    const char *one;
    const char *many;
} Reason;

/* clang-format off */
static const Reason OWN_REASONS[] = {
    {"half-deleted", STUCK_DELETE, &SQL_SERVER_SSO_HALF_DELETED, NULL, NULL,
     "no key, membership or invitation is left: a delete that failed at its end?", NULL},
    {"malformed-roster", STUCK_DELETE, &SQL_SERVER_SSO_MALFORMED, NULL, NULL,
     "a team's roster cannot be read by LiteLLM", NUMBER " teams' rosters cannot be read by LiteLLM"},
    {"unlisted-roster", STUCK_REMAINS, &SQL_SERVER_USER_LIST_MEMBERSHIP_UNLISTED, NULL, NULL,
     "in a roster of a team that the user's list lacks",
     "in rosters of " NUMBER " teams that the user's list lacks"},
    {"team-twice", STUCK_REMAINS, &SQL_SERVER_SSO_REPEATED, NULL, NULL,
     "the user's list names a team twice", "the user's list names " NUMBER " teams twice"},
};

static const Reason KEY_REASONS[] = {
    {"inviter", STUCK_DELETE, &SQL_SERVER_SSO_INVITERS, "LiteLLM_InvitationLink", "created_by",
     "made an invitation for somebody else", "made " NUMBER " invitations for others"},
    {"invitation-changed", STUCK_DELETE, &SQL_SERVER_SSO_INVITERS, "LiteLLM_InvitationLink", "updated_by",
     "changed somebody else's invitation last", "changed " NUMBER " invitations of others last"},
    {"invited", STUCK_SCIM, &SQL_SERVER_SSO_NAMED, "LiteLLM_InvitationLink", "user_id",
     "has an invitation", "has " NUMBER " invitations"},
    {"organisation", STUCK_SCIM, &SQL_SERVER_SSO_NAMED, "LiteLLM_OrganizationMembership", "user_id",
     "a member of an organisation", "a member of " NUMBER " organisations"},
};
/* clang-format on */

enum {
    NAMES_SHOWN = 5, /* as the statements have it */
    OWN_REASON_COUNT = sizeof OWN_REASONS / sizeof *OWN_REASONS,
    KEY_REASON_COUNT = sizeof KEY_REASONS / sizeof *KEY_REASONS,
};

static const char *reason_text(Arena *arena, const Reason *reason, int64_t count, const char *names)
{
    Text *text = text_new(arena);

    if (count == 1 || reason->many == NULL) {
        text_add(text, reason->one);
    } else {
        size_t before = (size_t) (strstr(reason->many, NUMBER) - reason->many);
        text_add_span(text, reason->many, before);
        text_add(text, text_count(arena, count));
        text_add(text, reason->many + before + strlen(NUMBER));
    }
    if (names != NULL)
        text_addf(text, ": %s%s", names, count > NAMES_SHOWN ? " ..." : "");
    return text_value(text);
}

/* The worst first, else in the order they were found. */
static void add_reason(Arena *arena, Seat *seat, StuckReason reason)
{
    list_add(arena, &seat->reasons, reason);
    StuckReason *items = seat->reasons.items;
    for (size_t at = seat->reasons.count - 1; at > 0 && items[at - 1].effect > reason.effect;
         at--) {
        items[at] = items[at - 1];
        items[at - 1] = reason;
    }
}

static bool ask(Session *session, const Reason *reason, Seats *seats, Error *error)
{
    Arena *arena = session->arena;
    const SqlNames *names = reason->table == NULL ? NULL
                                                  : SQL_NAMES(SQL_NAME("table", reason->table),
                                                              SQL_NAME("column", reason->column));
    const char *missing;
    Rows *rows CLEANUP(rows_release) = NULL;

    if (!statement_is_possible(reason->sql, session->catalog, arena, &missing))
        return true;
    Statement statement = statement_make(
        arena, reason->sql, &(StatementContext){.catalog = session->catalog, .names = names});
    if (!query(session->server, &statement,
               SQL_VALUES({"protected_users", query_text_array(arena, PROTECTED_USERS)}), &rows,
               error))
        return false;
    for (int row = 0; row < rows_count(rows); row++) {
        Seat *seat = seats_find(seats, rows_text(rows, row, "user_id"));
        int64_t count = rows_number(rows, row, "count");
        const char *text = reason_text(arena, reason, count, rows_text(rows, row, "names"));
        if (seat != NULL)
            add_reason(arena, seat, (StuckReason){reason->code, reason->effect, count, text});
    }
    return true;
}

/* The reason that is known for a foreign key, or one made for it. */
static const Reason *reason_of(Arena *arena, const char *table, const char *column)
{
    for (size_t at = 0; at < KEY_REASON_COUNT; at++)
        if (text_equal(KEY_REASONS[at].table, table) && text_equal(KEY_REASONS[at].column, column))
            return &KEY_REASONS[at];

    Reason *reason = arena_alloc(arena, sizeof *reason);
    *reason = (Reason){
        .code = "foreign-key",
        .effect = STUCK_DELETE,
        .sql = &SQL_SERVER_SSO_NAMED,
        .table = table,
        .column = column,
        .one = arena_format(arena, "a row of %s.%s", table, column),
        .many = arena_format(arena, NUMBER " rows of %s.%s", table, column),
    };
    return reason;
}

/* Those that cascade or set NULL do not. */
static bool holds_back(const CatalogForeignKey *key, const Reference *identity)
{
    return text_equal(key->parent_table, identity->table) &&
           (key->on_delete == ON_DELETE_RESTRICT || key->on_delete == ON_DELETE_NO_ACTION);
}

/* The tables of another schema may be closed to whoever asks: they are only named. */
static bool ask_column(Session *session, const char *table, const char *column, Seats *seats,
                       Error *error)
{
    Arena *arena = session->arena;

    if (catalog_table(session->catalog, table) != NULL)
        return ask(session, reason_of(arena, table, column), seats, error);
    list_add(arena, &seats->outside, arena_format(arena, "%s.%s", table, column));
    return true;
}

static bool read_foreign_keys(Session *session, Seats *seats, Error *error)
{
    const Reference *identity = reference_identity("user");

    for (size_t at = 0; at < session->catalog->foreign_key_count; at++) {
        const CatalogForeignKey *key = &session->catalog->foreign_keys[at];
        if (!holds_back(key, identity))
            continue;
        for (size_t part = 0; key->columns[part] != NULL; part++)
            if (text_equal(key->parent_columns[part], identity->column) &&
                !ask_column(session, key->table, key->columns[part], seats, error))
                return false;
    }
    return true;
}

bool sso_read_reasons(Session *session, Seats *seats, Error *error)
{
    if (!read_foreign_keys(session, seats, error))
        return false;
    for (size_t at = 0; at < OWN_REASON_COUNT; at++)
        if (!ask(session, &OWN_REASONS[at], seats, error))
            return false;
    return true;
}
