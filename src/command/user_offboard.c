/* user offboard - no access any more, but the user stays on record. */
#include "command/commands.h"

#include <stdlib.h>

#include "admin/guard.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "cli/options.h"
#include "command/session.h"
#include "command/user_leave.h"

typedef struct {
    CommonOptions common;
    ChangeOptions change;
    const char *from;
    bool delete_keys;
    int64_t in_use_within;
    bool force;
    Words accept_column;
} OffboardOptions;

enum { IN_USE_WITHIN_MS = 15 * 60 * 1000 };

static bool run(const Call *call, Error *error)
{
    const OffboardOptions *options = call->options;
    UserDeleteRequest request = {
        .fate = {.end = USER_ENDS_OFFBOARDED, .blocks_keys = !options->delete_keys},
        .leave =
            {
                .force = options->force,
                .in_use_within_ms = options->delete_keys ? options->in_use_within : 0,
                .now = clock_now(),
                .master_key = getenv("LITELLM_MASTER_KEY"),
                .accepted = options->accept_column,
            },
    };
    Session *session CLEANUP(session_close) = NULL;
    UserDelete offboard;
    ChangeDecision decision;
    Words ids = {0};

    if (!user_leave_ids(call, options->from, &ids, error) ||
        !command_session(call, SESSION_CHANGES, &session, error) ||
        !guard_accepted(session, &options->accept_column, error) ||
        !user_delete_plan(session, &ids, &request, &offboard, error) ||
        !user_leave_decide(call, &options->change, &offboard, "offboard", &decision, error))
        return false;
    return decision == CHANGE_STOPS ||
           user_leave_run(call, &options->change, &offboard, decision, error);
}

static const Option OPTIONS[] = {
    TEXT(OffboardOptions, from, 0, "FILE", "more ids, one a line; - is stdin",
         .completion = COMPLETE_FILES),
    SWITCH(OffboardOptions, delete_keys, 0, "delete the keys instead of blocking them"),
    DURATION(OffboardOptions, in_use_within, 0, "TIME",
             "with --delete-keys, refuse when one was used since then (15m; 0s: do not look)"),
    SWITCH(OffboardOptions, force, 0, "even with keys in use, and even the last proxy_admin"),
    WORDS(OffboardOptions, accept_column, 0, "TABLE.COLUMN",
          "a column we do not know does not matter here"),
    NO_MORE_OPTIONS,
};

static const OffboardOptions DEFAULTS = {.in_use_within = IN_USE_WITHIN_MS};

static const Example EXAMPLES[] = {
    {"litellm-dba user offboard ben --dry-run", "what would be taken from ben"},
    {"litellm-dba user offboard ben --yes", "keys blocked, out of every team, on record still"},
    NO_MORE_EXAMPLES,
};

const Command USER_OFFBOARD = {
    .name = "offboard",
    .summary = "take all access from users and keep them on record",
    .description =
        "Blocks the users' keys (or deletes them), removes password, secrets, memberships and the "
        "invitations made for them, takes them out of the rosters of all teams and lowers their "
        "role to internal_user_viewer. The users' rows stay, with their spend, and so does what "
        "they made for others.\n\n"
        "Who signs in by SSO can do so again: tell the identity provider. To take it back, undo "
        "the operation.",
    .operands = "[ID...]",
    .options = OPTIONS,
    .defaults = &DEFAULTS,
    .groups = {INCLUDE_COMMON(OffboardOptions, common), INCLUDE_CHANGE(OffboardOptions, change)},
    .options_size = sizeof(OffboardOptions),
    .examples = EXAMPLES,
    .run = run,
};
