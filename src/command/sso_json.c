#include "command/sso_json.h"

#include <stdio.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/json.h"
#include "cli/options.h"

bool sso_is_shown(const SeatView *view, const Seat *seat)
{
    return !view->only_stuck || seat_stuck(seat) <= STUCK_SCIM;
}

/* "2026-11-21T03:00:00Z", as JSON has it everywhere. */
static void set_time(Document *object, const char *key, const char *time)
{
    Arena *arena CLEANUP(arena_release) = arena_new();
    int64_t instant;
    Error ignored;

    if (time != NULL && clock_parse_utc(time, &instant, &ignored))
        time = clock_format_iso(arena, instant);
    document_set_text(object, key, time);
}

static void set_seat(Document *object, const Seat *seat)
{
    document_set_text(object, "user_id", seat->user_id);
    document_set_text(object, "email", seat->email);
    document_set_text(object, "role", seat->role);
    document_set_text(object, "sso_user_id", seat->sso_user_id);
    document_set_text(object, "provider", seat->provider);
    document_set_boolean(object, "active", seat->is_active);
    set_time(object, "last_login", seat->last_login);
    set_time(object, "session_expires", seat->session_expires);
    Document *twins = document_set_array(object, "twins");
    for (size_t at = 0; at < seat->twins.count; at++)
        document_add_text(twins, seat->twins.items[at]);
    document_set_text(object, "stuck", stuck_effect_name(seat_stuck(seat)));
    Document *reasons = document_set_array(object, "reasons");
    for (size_t at = 0; at < seat->reasons.count; at++) {
        const StuckReason *reason = &seat->reasons.items[at];
        Document *row = document_add_object(reasons);
        document_set_text(row, "reason", reason->code);
        document_set_text(row, "effect", stuck_effect_name(reason->effect));
        document_set_number(row, "count", reason->count);
        document_set_text(row, "text", reason->text);
    }
}

static void set_holders(Document *page, const char *key, const Seats *seats, const char *role)
{
    Document *list = document_set_array(page, key);

    for (size_t at = 0; at < seats->seats.count; at++)
        if (text_equal(seats->seats.items[at].role, role))
            document_add_text(list, seats->seats.items[at].user_id);
}

void sso_print_json(const Seats *seats, const SeatView *view)
{
    Document *page CLEANUP(document_release) = document_object();

    document_set_number(page, "users", (int64_t) seats->seats.count);
    document_set_number(page, "active_users", seats->active);
    document_set_number(page, "sso_users", seats->with_sso);
    document_set_number(page, "stuck_users", seats->stuck);
    document_set_number(page, "scim_stuck_users", seats->by_scim);
    document_set_number(page, "used", view->used);
    if (view->limit == NOT_GIVEN)
        document_set_null(page, "limit");
    else
        document_set_number(page, "limit", view->limit);
    set_holders(page, "proxy_admins", seats, "proxy_admin");
    set_holders(page, "proxy_admin_viewers", seats, "proxy_admin_viewer");
    Document *outside = document_set_array(page, "other_schemas");
    for (size_t at = 0; at < seats->outside.count; at++)
        document_add_text(outside, seats->outside.items[at]);
    Document *list = document_set_array(page, "seats");
    for (size_t at = 0; at < seats->seats.count; at++)
        if (sso_is_shown(view, &seats->seats.items[at]))
            set_seat(document_add_object(list), &seats->seats.items[at]);
    document_print(page, stdout);
}
