/* user list - who there is. */
#include "command/commands.h"

#include "admin/user_list.h"
#include "base/cleanup.h"
#include "cli/options.h"
#include "command/listing.h"
#include "command/session.h"

typedef struct {
    CommonOptions common;
    Words role;
    const char *team;
    const char *email;
    bool sso;
    bool no_team;
    bool no_key;
    int64_t idle;
    int64_t limit;
} ListOptions;

static const Column COLUMNS[] = {
    {"user_id", NULL, COLUMN_TEXT},     {"email", NULL, COLUMN_TEXT},
    {"alias", NULL, COLUMN_TEXT},       {"role", NULL, COLUMN_TEXT},
    {"sso_user_id", NULL, COLUMN_TEXT}, {"teams", NULL, COLUMN_COUNT},
    {"keys", NULL, COLUMN_COUNT},       {"spend", NULL, COLUMN_MONEY},
    {"last_use", NULL, COLUMN_TIME},    {"created", NULL, COLUMN_TIME},
    {"updated", NULL, COLUMN_TIME},
};

static bool run(const Call *call, Error *error)
{
    const ListOptions *options = call->options;
    const UserFilter filter = {
        .roles = options->role,
        .team = options->team,
        .email = options->email,
        .is_sso = options->sso,
        .no_team = options->no_team,
        .no_key = options->no_key,
        .idle_ms = options->idle,
        .limit = options->limit,
    };
    Listing listing = listing_start(call->arena, common_format(&options->common), COLUMNS,
                                    sizeof COLUMNS / sizeof *COLUMNS);
    Session *session CLEANUP(session_close) = NULL;

    if (!command_session(call, SESSION_READS, &session, error) ||
        !user_list(session, &filter, listing_add, &listing, error))
        return false;
    listing_end(&listing);
    return true;
}

static const Option OPTIONS[] = {
    WORDS(ListOptions, role, 0, "ROLE", "only users of this role; \"none\": without one"),
    TEXT(ListOptions, team, 0, "TEAM", "only members of this team, by its id or alias"),
    TEXT(ListOptions, email, 0, "PATTERN",
         "only e-mails like this: * is any text, ? one character, case does not matter"),
    SWITCH(ListOptions, sso, 0, "only who comes through an identity provider"),
    SWITCH(ListOptions, no_team, 0, "only who is in no team"),
    SWITCH(ListOptions, no_key, 0, "only who has no key"),
    DURATION(ListOptions, idle, 0, "TIME", "only who left no trace for so long, as in 30d",
             .minimum = 1),
    NUMBER(ListOptions, limit, 'n', "NUMBER", 1, INT64_MAX, "only the first so many"),
    NO_MORE_OPTIONS,
};

static const Example EXAMPLES[] = {
    {"litellm-dba user list", "everybody, by user_id"},
    {"litellm-dba user list --idle 90d --role internal_user", "who has not been seen for long"},
    {"litellm-dba user list --email '*@example.org' --csv", "a domain's, for a spreadsheet"},
    {"litellm-dba user list --team team-research --no-key", "members of a team without a key"},
    NO_MORE_EXAMPLES,
};

const Command USER_LIST = {
    .name = "list",
    .summary = "users with their teams, keys, spend and last use",
    .description =
        "Filters add up. Teams are those that are there and have the user in their roster, their "
        "lists or the user's own list; keys do not include the sessions of the dashboard. Spend is "
        "what LiteLLM has counted since the user's budget was last reset.\n\n"
        "The last use is the newest of: the last day with requests in the daily sums, a key's last "
        "activity, and a login to the dashboard. Versions without daily sums are asked for "
        "requests in the log, over its last 30 days or the time that --idle says. For --idle a "
        "change of the user's row is a trace as well.\n\n"
        "CSV and JSON are printed while they are read, however many users there are.",
    .options = OPTIONS,
    .groups = {INCLUDE_COMMON(ListOptions, common)},
    .options_size = sizeof(ListOptions),
    .examples = EXAMPLES,
    .run = run,
};
