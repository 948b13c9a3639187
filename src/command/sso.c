/* sso - who holds the seats, and who will not go. */
#include "command/commands.h"

#include <inttypes.h>
#include <stdio.h>

#include "admin/sso.h"
#include "base/cleanup.h"
#include "base/terminal.h"
#include "cli/options.h"
#include "cli/table.h"
#include "command/session.h"
#include "command/sso_json.h"

typedef struct {
    CommonOptions common;
    bool stuck;
    bool active;
    int64_t limit;
} SsoOptions;

enum { LABEL_WIDTH = 10 };

static const char *reasons_text(Arena *arena, const Seat *seat)
{
    Text *text = text_new(arena);

    for (size_t at = 0; at < seat->reasons.count; at++)
        text_addf(text, "%s%s", at == 0 ? "" : "; ", seat->reasons.items[at].text);
    return seat->reasons.count == 0 ? NULL : text_value(text);
}

static const char *twins_text(Arena *arena, const Seat *seat)
{
    return seat->twins.count == 0 ? NULL
                                  : text_join(arena, seat->twins.items, seat->twins.count, ", ");
}

/* For people: a few lines, the seats, and then why some will not go. */

static void print_line(const char *label, const char *text)
{
    printf("%-*s%s\n", LABEL_WIDTH, label, text);
}

static const char *holders(Arena *arena, const Seats *seats, const char *role)
{
    Text *text = text_new(arena);

    for (size_t at = 0; at < seats->seats.count; at++)
        if (text_equal(seats->seats.items[at].role, role)) {
            text_add(text, text_length(text) == 0 ? "" : ", ");
            text_add(text, terminal_safe(arena, seats->seats.items[at].user_id));
        }
    return text_length(text) == 0 ? "nobody" : text_value(text);
}

static void print_head(Arena *arena, const Seats *seats)
{
    int64_t all = (int64_t) seats->seats.count;
    Text *text = text_new(arena);

    text_addf(text, "%s; without a licence LiteLLM takes no SSO login when more than %d count",
              text_plural(arena, all, "user counts", "users count"), SSO_FREE_SEATS);
    print_line("Seats", text_value(text));
    if (seats->active < all)
        print_line("",
                   arena_format(arena, "%s: newer versions do not count who SCIM made inactive",
                                text_plural(arena, seats->active, "active user", "active users")));
    print_line("SSO", text_plural(arena, seats->with_sso, "user comes through an identity provider",
                                  "users come through an identity provider"));
    print_line("Stuck",
               arena_format(arena, "%s be deleted by LiteLLM, %" PRId64 " more not by SCIM",
                            text_plural(arena, seats->stuck, "user cannot", "users cannot"),
                            seats->by_scim));
    for (size_t at = 0; at < seats->outside.count; at++)
        print_line("", arena_format(arena, "not looked into: foreign key %s of another schema",
                                    terminal_safe(arena, seats->outside.items[at])));
    print_line("Admins",
               arena_format(arena, "proxy_admin: %s", holders(arena, seats, "proxy_admin")));
    print_line("", arena_format(arena, "proxy_admin_viewer: %s",
                                holders(arena, seats, "proxy_admin_viewer")));
    putchar('\n');
}

static void print_seats(Arena *arena, const Seats *seats, const SeatView *view)
{
    static const Column COLUMNS[] = {
        {"user_id", NULL, COLUMN_TEXT},   {"email", NULL, COLUMN_TEXT},
        {"role", NULL, COLUMN_TEXT},      {"sso_user_id", NULL, COLUMN_TEXT},
        {"active", NULL, COLUMN_BOOLEAN}, {"last_login", NULL, COLUMN_TIME},
        {"stuck", NULL, COLUMN_TEXT},     {"twins", NULL, COLUMN_TEXT},
    };
    Table *table = table_new(arena, COLUMNS, sizeof COLUMNS / sizeof *COLUMNS);

    for (size_t at = 0; at < seats->seats.count; at++) {
        const Seat *seat = &seats->seats.items[at];
        if (sso_is_shown(view, seat))
            table_add(table, cell_text(seat->user_id), cell_text(seat->email),
                      cell_text(seat->role), cell_text(seat->sso_user_id),
                      cell_boolean(seat->is_active), cell_text(seat->last_login),
                      cell_text(stuck_effect_name(seat_stuck(seat))),
                      cell_text(twins_text(arena, seat)));
    }
    table_print(table, FORMAT_TABLE, stdout);
}

static const char *effect_words(StuckEffect effect)
{
    switch (effect) {
        case STUCK_DELETE:
            return "LiteLLM's delete fails";
        case STUCK_SCIM:
            return "SCIM's delete fails";
        case STUCK_REMAINS:
            return "left behind by a delete";
        case STUCK_NOT:
            return "nothing";
    }
    return "";
}

static void print_reasons(Arena *arena, const Seats *seats, const SeatView *view)
{
    static const Column COLUMNS[] = {
        {"user_id", "stuck", COLUMN_TEXT},
        {"effect", "what happens", COLUMN_TEXT},
        {"why", NULL, COLUMN_TEXT},
    };
    Table *table = table_new(arena, COLUMNS, sizeof COLUMNS / sizeof *COLUMNS);

    for (size_t at = 0; at < seats->seats.count; at++) {
        const Seat *seat = &seats->seats.items[at];
        for (size_t why = 0; sso_is_shown(view, seat) && why < seat->reasons.count; why++)
            table_add(table, cell_text(seat->user_id),
                      cell_text(effect_words(seat->reasons.items[why].effect)),
                      cell_text(seat->reasons.items[why].text));
    }
    if (table_rows(table) == 0)
        return;
    putchar('\n');
    table_print(table, FORMAT_TABLE, stdout);
}

/* For spreadsheets: a row for each seat. */

static void print_csv(Arena *arena, const Seats *seats, const SeatView *view)
{
    static const Column COLUMNS[] = {
        {"user_id", NULL, COLUMN_TEXT},    {"email", NULL, COLUMN_TEXT},
        {"role", NULL, COLUMN_TEXT},       {"sso_user_id", NULL, COLUMN_TEXT},
        {"provider", NULL, COLUMN_TEXT},   {"active", NULL, COLUMN_BOOLEAN},
        {"last_login", NULL, COLUMN_TIME}, {"session_expires", NULL, COLUMN_TIME},
        {"twins", NULL, COLUMN_TEXT},      {"stuck", NULL, COLUMN_TEXT},
        {"reasons", NULL, COLUMN_TEXT},
    };
    Table *table = table_new(arena, COLUMNS, sizeof COLUMNS / sizeof *COLUMNS);

    for (size_t at = 0; at < seats->seats.count; at++) {
        const Seat *seat = &seats->seats.items[at];
        if (sso_is_shown(view, seat))
            table_add(table, cell_text(seat->user_id), cell_text(seat->email),
                      cell_text(seat->role), cell_text(seat->sso_user_id),
                      cell_text(seat->provider), cell_boolean(seat->is_active),
                      cell_text(seat->last_login), cell_text(seat->session_expires),
                      cell_text(twins_text(arena, seat)),
                      cell_text(stuck_effect_name(seat_stuck(seat))),
                      cell_text(reasons_text(arena, seat)));
    }
    table_print(table, FORMAT_CSV, stdout);
}

static void print(const Call *call, const Seats *seats, const SeatView *view)
{
    switch (common_format(common_options(call))) {
        case FORMAT_JSON:
            sso_print_json(seats, view);
            return;
        case FORMAT_CSV:
            print_csv(call->arena, seats, view);
            return;
        case FORMAT_TABLE:
            print_head(call->arena, seats);
            print_seats(call->arena, seats, view);
            print_reasons(call->arena, seats, view);
            return;
    }
}

static bool run(const Call *call, Error *error)
{
    const SsoOptions *options = call->options;
    Session *session CLEANUP(session_close) = NULL;
    Seats seats;

    if (!command_session(call, SESSION_READS, &session, error) || !sso_read(session, &seats, error))
        return false;
    const SeatView view = {
        .used = options->active ? seats.active : (int64_t) seats.seats.count,
        .limit = options->limit,
        .only_stuck = options->stuck,
    };
    print(call, &seats, &view);
    if (view.limit == NOT_GIVEN || view.used <= view.limit)
        return true;
    fail(error, OUTCOME_FOUND, "%s, and the limit is %" PRId64,
         text_plural(call->arena, view.used, "user counts", "users count"), view.limit);
    return fail_hint(error, "\"litellm-dba user list --idle 90d\" names who is not needed, \"user "
                            "delete\" makes room.");
}

static const Option OPTIONS[] = {
    NUMBER(SsoOptions, limit, 0, "SEATS", 0, INT64_MAX, "exit 6 when more users count"),
    SWITCH(SsoOptions, active, 0, "count as newer versions do: not who SCIM has made inactive"),
    SWITCH(SsoOptions, stuck, 0, "show only users that LiteLLM cannot delete"),
    NO_MORE_OPTIONS,
};

static const SsoOptions DEFAULTS = {.limit = NOT_GIVEN};

static const Example EXAMPLES[] = {
    {"litellm-dba sso", "who counts, who is an admin, who is stuck and why"},
    {"litellm-dba sso --limit 5 --quiet --json", "for a check every night: exit 6 above five"},
    {"litellm-dba sso --stuck", "only those that LiteLLM cannot delete"},
    NO_MORE_EXAMPLES,
};

const Command SSO = {
    .name = "sso",
    .summary = "who holds the SSO seats, and who is stuck and why",
    .description =
        "Without a licence LiteLLM refuses every SSO login once it counts more than five users. "
        "All "
        "rows count, whoever they are for; versions from 1.92 on pass over those that SCIM has "
        "made "
        "inactive (--active).\n\n"
        "A user is stuck when LiteLLM's own delete fails: because of invitations of others that "
        "name it, of a team's roster that LiteLLM cannot read, or of any other foreign key that "
        "the database has; SCIM's delete also fails on memberships of organisations and on the "
        "user's own invitations. What a delete would leave behind is listed too. The worst of it "
        "is "
        "in the column \"stuck\": delete, scim or remains. \"user delete\" takes care of all of "
        "it.\n\n"
        "The last login is when the newest session of the dashboard was made. Twins are users with "
        "the same e-mail in any letter case, or one whose user_id is the other's id at the "
        "identity provider.",
    .options = OPTIONS,
    .defaults = &DEFAULTS,
    .groups = {INCLUDE_COMMON(SsoOptions, common)},
    .options_size = sizeof(SsoOptions),
    .examples = EXAMPLES,
    .run = run,
};
