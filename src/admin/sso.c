#include "admin/sso.h"

#include <string.h>

#include "admin/sso_reasons.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "build/sql.h"
#include "server/query.h"
#include "server/transaction.h"

const char *stuck_effect_name(StuckEffect effect)
{
    switch (effect) {
        case STUCK_DELETE:
            return "delete";
        case STUCK_SCIM:
            return "scim";
        case STUCK_REMAINS:
            return "remains";
        case STUCK_NOT:
            return NULL;
    }
    return NULL;
}

StuckEffect seat_stuck(const Seat *seat)
{
    return seat->reasons.count == 0 ? STUCK_NOT : seat->reasons.items[0].effect;
}

Seat *seats_find(const Seats *seats, const char *user_id)
{
    size_t from = 0, to = seats->seats.count;

    while (from < to) {
        size_t middle = from + (to - from) / 2;
        int order = strcmp(user_id, seats->seats.items[middle].user_id);
        if (order == 0)
            return &seats->seats.items[middle];
        if (order < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return NULL;
}

static bool read_twins(Arena *arena, const char *json, Words *twins, Error *error)
{
    Document *list CLEANUP(document_release) = NULL;

    if (json == NULL)
        return true;
    if (!document_parse(json, strlen(json), &list, error))
        return false;
    for (size_t at = 0; at < document_count(list); at++)
        list_add(arena, twins, arena_copy(arena, document_text(document_at(list, at))));
    return true;
}

typedef struct {
    Arena *arena;
    Seats *seats;
} Reading;

/* As the statement returns them. */
enum { USER_ID, EMAIL, ROLE, SSO_USER_ID, PROVIDER, IS_ACTIVE, LAST_LOGIN, SESSION_EXPIRES, TWINS };

static bool add_seat(void *context, const StreamRow *row, bool is_header, Error *error)
{
    Reading *reading = context;
    Seats *seats = reading->seats;
    Arena *arena = reading->arena;

    if (is_header)
        return true;
    Seat seat = {
        .user_id = arena_copy(arena, row->values[USER_ID]),
        .email = arena_copy(arena, row->values[EMAIL]),
        .role = arena_copy(arena, row->values[ROLE]),
        .sso_user_id = arena_copy(arena, row->values[SSO_USER_ID]),
        .provider = arena_copy(arena, row->values[PROVIDER]),
        .last_login = arena_copy(arena, row->values[LAST_LOGIN]),
        .session_expires = arena_copy(arena, row->values[SESSION_EXPIRES]),
        .is_active = text_equal(row->values[IS_ACTIVE], "t"),
    };
    if (!read_twins(arena, row->values[TWINS], &seat.twins, error))
        return false;
    seats->active += seat.is_active;
    seats->with_sso += seat.sso_user_id != NULL || seat.provider != NULL;
    list_add(arena, &seats->seats, seat);
    return true;
}

static bool read_all(Session *session, Seats *seats, Error *error)
{
    Reading reading = {session->arena, seats};
    Statement statement = statement_make(session->arena, &SQL_SERVER_SSO_USERS,
                                         &(StatementContext){.catalog = session->catalog});

    if (!query_each(session->server, &statement, SQL_NO_VALUES, add_seat, &reading, NULL, error) ||
        !sso_read_reasons(session, seats, error))
        return false;
    for (size_t at = 0; at < seats->seats.count; at++) {
        StuckEffect effect = seat_stuck(&seats->seats.items[at]);
        seats->stuck += effect == STUCK_DELETE;
        seats->by_scim += effect == STUCK_SCIM;
    }
    return true;
}

bool sso_read(Session *session, Seats *seats, Error *error)
{
    *seats = (Seats){0};
    if (!transaction_begin(session->server, &(TransactionOptions){.kind = TRANSACTION_READ}, error))
        return false;
    bool is_read = read_all(session, seats, error);
    transaction_rollback(session->server);
    return is_read;
}
