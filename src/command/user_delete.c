/* user delete - users go, with everything that hangs on them. */
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
    const char *reassign_to;
    bool delete_invitations;
    int64_t in_use_within;
    bool force;
    Words accept_column;
    bool block_first;
    int64_t wait;
    bool check_later;
    int64_t check_after;
} DeleteOptions;

enum {
    IN_USE_WITHIN_MS = 15 * 60 * 1000,
    WAIT_MS = 120 * 1000,
    CHECK_AFTER_MS = 11 * 60 * 1000, /* the proxy's reset job runs every 597 to 627 s */
};

static UserDeleteRequest make_request(const DeleteOptions *options)
{
    return (UserDeleteRequest){
        .fate = {.end = USER_ENDS_DELETED, .deletes_invitations = options->delete_invitations},
        .reassign_to = options->reassign_to,
        .leave =
            {
                .force = options->force,
                .in_use_within_ms = options->block_first ? 0 : options->in_use_within,
                .now = clock_now(),
                .master_key = getenv("LITELLM_MASTER_KEY"),
                .accepted = options->accept_column,
            },
    };
}

static bool carry_out(const Call *call, Session *session, const Words *ids, UserDelete *delete,
                      ChangeDecision decision, Error *error)
{
    const DeleteOptions *options = call->options;
    UserDeleteRequest request = make_request(options);
    bool runs = decision == CHANGE_RUNS;

    if (options->block_first && runs &&
        (!user_leave_block(&options->change, session, ids, &request, options->wait, error) ||
         !user_delete_plan(session, ids, &request, delete, error)))
        return false;
    return user_leave_run(call, &options->change, delete, decision, error) &&
           (!runs || !options->check_later ||
            user_leave_check_later(delete, options->check_after, error));
}

static bool run(const Call *call, Error *error)
{
    const DeleteOptions *options = call->options;
    UserDeleteRequest request = make_request(options);
    Session *session CLEANUP(session_close) = NULL;
    UserDelete delete;
    ChangeDecision decision;
    Words ids = {0};

    if (!user_leave_ids(call, options->from, &ids, error) ||
        !command_session(call, SESSION_CHANGES, &session, error) ||
        !guard_accepted(session, &options->accept_column, error) ||
        !user_delete_plan(session, &ids, &request, &delete, error) ||
        !user_leave_decide(call, &options->change, &delete, "delete", &decision, error))
        return false;
    return decision == CHANGE_STOPS || carry_out(call, session, &ids, &delete, decision, error);
}

static const Option OPTIONS[] = {
    TEXT(DeleteOptions, from, 0, "FILE", "more ids, one a line; - is stdin",
         .completion = COMPLETE_FILES),
    TEXT(DeleteOptions, reassign_to, 0, "ID",
         "who takes over invitations made for others (default_user_id, else the oldest admin)"),
    SWITCH(DeleteOptions, delete_invitations, 0, "delete those invitations instead"),
    DURATION(DeleteOptions, in_use_within, 0, "TIME",
             "refuse when a key was used since then (15m; 0s: do not look)"),
    SWITCH(DeleteOptions, force, 0, "even with keys in use, and even the last proxy_admin"),
    WORDS(DeleteOptions, accept_column, 0, "TABLE.COLUMN",
          "a column we do not know does not matter here"),
    SWITCH(DeleteOptions, block_first, 0, "block the keys, wait for the caches, then delete"),
    DURATION(DeleteOptions, wait, 0, "TIME", "how long --block-first waits (120s)"),
    SWITCH(DeleteOptions, check_later, 0, "stay, and look whether the proxy put something back"),
    DURATION(DeleteOptions, check_after, 0, "TIME", "when --check-later looks (11m)"),
    NO_MORE_OPTIONS,
};

static const DeleteOptions DEFAULTS = {
    .in_use_within = IN_USE_WITHIN_MS,
    .wait = WAIT_MS,
    .check_after = CHECK_AFTER_MS,
};

static const Example EXAMPLES[] = {
    {"litellm-dba user delete ines@example.org --dry-run", "what would go, edit by edit"},
    {"litellm-dba user delete sso-ines --yes", "gone, whatever the API says"},
    {"litellm-dba user delete --from leavers.txt --yes", "all of them, in one transaction"},
    NO_MORE_EXAMPLES,
};

const Command USER_DELETE = {
    .name = "delete",
    .summary = "delete users and what hangs on them, in one transaction that can be undone",
    .description =
        "Deletes the users, their keys, memberships, invitations and secrets, takes them out of "
        "the rosters of all teams, and removes budgets and object permissions that nothing else "
        "names. Invitations that they made for others get another author. Request logs, daily "
        "sums and the names of authors stay. Which tables that concerns is read from the live "
        "catalog; a foreign key that is not known is obeyed, or refused by name.\n\n"
        "On a terminal the user_id must be typed (of several users, how many there are). "
        "default_user_id and LiteLLM's other own ids cannot be deleted.\n\n"
        "The database is all this can reach: proxies cache keys for about a minute, and whoever "
        "signs in by SSO again is made anew. The proxy's reset job may put back a row that it had "
        "read before: --block-first leaves it nothing to do, --check-later looks.",
    .operands = "[ID...]",
    .options = OPTIONS,
    .defaults = &DEFAULTS,
    .groups = {INCLUDE_COMMON(DeleteOptions, common), INCLUDE_CHANGE(DeleteOptions, change)},
    .options_size = sizeof(DeleteOptions),
    .examples = EXAMPLES,
    .run = run,
};
