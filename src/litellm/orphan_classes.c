#include "litellm/orphan_classes.h"

#include <string.h>

#include "build/sql.h"

/* Settings before what they govern; old tokens keep their keys from being orphans, so they go last.
 */
enum { TURN_SETTINGS = ORPHAN_FIRST_TURN, TURN_KEYS = 1, TURN_REPLACED = ORPHAN_LAST_TURN };

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})
#define SQL(part, verb) (&SQL_SERVER_ORPHANS_##part##_##verb)

/* clang-format off */
#define KEYS(part_name, PART) { \
    .name = (part_name), .table = "LiteLLM_VerificationToken", .key = NAMES("token"), \
    .count = SQL(PART, COUNT), .list = SQL(PART, LIST), .in_use = SQL(PART, IN_USE), \
    .spend = SQL(PART, SPEND), .spend_from_logs = SQL(PART, SPEND_FROM_LOGS), \
    .lock = SQL(PART, LOCK), .keep = SQL(PART, KEEP), \
    .count_open = SQL(PART, COUNT_OPEN), .block = SQL(PART, BLOCK), \
    .change = SQL(PART, DELETE)}

#define ROWS(part_name, PART, table_name, ...) { \
    .name = (part_name), .table = (table_name), .key = NAMES(__VA_ARGS__), \
    .count = SQL(PART, COUNT), .list = SQL(PART, LIST), \
    .lock = SQL(PART, LOCK), .change = SQL(PART, DELETE)}

/* Rows that keys name by a foreign key without an index. */
#define ROWS_OF_KEYS(part_name, PART, table_name, id) { \
    .name = (part_name), .table = (table_name), .key = NAMES(id), \
    .count = SQL(PART, COUNT), .list = SQL(PART, LIST), \
    .lock = SQL(PART, LOCK), .change = SQL(PART, DELETE), \
    .scanned_per_row = "LiteLLM_VerificationToken"}

#define ELEMENTS(part_name, PART, table_name, column_name, id, LOCK_ROW, EDIT) { \
    .name = (part_name), .table = (table_name), .column = (column_name), .key = NAMES(id), \
    .count = SQL(PART, COUNT), .list = SQL(PART, LIST), \
    .lock_owner = SQL(PART, LOCK_OWNER), .lock = SQL(PART, LOCK_ROW), .change = SQL(PART, EDIT)}

static const OrphanPart EXPIRED_SESSION[] = {KEYS("key_expired_session", KEY_EXPIRED_SESSION)};
static const OrphanPart WITHOUT_USER[] = {KEYS("key_without_user", KEY_WITHOUT_USER)};
static const OrphanPart WITHOUT_TEAM[] = {KEYS("key_without_team", KEY_WITHOUT_TEAM)};
static const OrphanPart EXPIRED[] = {KEYS("key_expired", KEY_EXPIRED)};
static const OrphanPart UNATTRIBUTED[] = {KEYS("key_unattributed", KEY_UNATTRIBUTED)};

static const OrphanPart MEMBERSHIP[] = {
    ROWS("membership_without_owner", MEMBERSHIP_WITHOUT_OWNER, "LiteLLM_TeamMembership", "user_id", "team_id"),
};
static const OrphanPart ROSTER[] = {
    ELEMENTS("roster_entry", ROSTER_ENTRY, "LiteLLM_TeamTable", "members_with_roles", "team_id", LOCK_TEAM, EDIT_ENTRY),
    ELEMENTS("roster_member", ROSTER_MEMBER, "LiteLLM_TeamTable", "members", "team_id", LOCK_TEAM, EDIT_MEMBER),
    ELEMENTS("roster_admin", ROSTER_ADMIN, "LiteLLM_TeamTable", "admins", "team_id", LOCK_TEAM, EDIT_ADMIN),
};
static const OrphanPart TEAM_LIST[] = {
    ELEMENTS("team_list_entry", TEAM_LIST_ENTRY, "LiteLLM_UserTable", "teams", "user_id", LOCK_USER, EDIT_TEAMS),
};
static const OrphanPart BUDGET[] = {
    ROWS_OF_KEYS("budget_unreferenced", BUDGET_UNREFERENCED, "LiteLLM_BudgetTable", "budget_id"),
};
static const OrphanPart PERMISSION[] = {
    ROWS_OF_KEYS("permission_unreferenced", PERMISSION_UNREFERENCED, "LiteLLM_ObjectPermissionTable", "object_permission_id"),
};
static const OrphanPart INVITATION[] = {
    ROWS("invitation_spent", INVITATION_SPENT, "LiteLLM_InvitationLink", "id"),
};
static const OrphanPart INDEX[] = {
    ROWS("index_without_log_tool", INDEX_WITHOUT_LOG_TOOL, "LiteLLM_SpendLogToolIndex", "request_id", "tool_name"),
    ROWS("index_without_log_guardrail", INDEX_WITHOUT_LOG_GUARDRAIL, "LiteLLM_SpendLogGuardrailIndex", "request_id", "guardrail_id"),
};
static const OrphanPart ALIAS[] = {
    ROWS("alias_unreferenced", ALIAS_UNREFERENCED, "LiteLLM_ModelTable", "id"),
};
static const OrphanPart MODEL[] = {
    ROWS("model_of_gone_team", MODEL_OF_GONE_TEAM, "LiteLLM_ProxyModelTable", "model_id"),
};
static const OrphanPart SECRET[] = {
    ROWS("secret_mcp_credential", SECRET_MCP_CREDENTIAL, "LiteLLM_MCPUserCredentials", "id"),
    ROWS("secret_mcp_variable", SECRET_MCP_VARIABLE, "LiteLLM_MCPUserEnvVars", "id"),
    ROWS("secret_sso_assertion", SECRET_SSO_ASSERTION, "LiteLLM_SSOIdentityAssertion", "user_id"),
};
static const OrphanPart DEPRECATED[] = {
    ROWS("token_deprecated", TOKEN_DEPRECATED, "LiteLLM_DeprecatedVerificationToken", "id"),
};
/* clang-format on */

#define PARTS(array) .parts = (array), .part_count = sizeof(array) / sizeof *(array)

const OrphanClass ORPHAN_CLASSES[] = {
    {
        .name = "key-expired-session",
        .summary = "expired sessions of the dashboard",
        .note = "Nobody can use them any more. LiteLLM makes one at each sign-in and, in most "
                "versions, never removes it.",
        .is_keys = true,
        .turn = TURN_KEYS,
        PARTS(EXPIRED_SESSION),
    },
    {
        .name = "key-without-user",
        .summary = "keys whose user is gone",
        .note = "They still work, without the limits of a user: who holds one will be refused. "
                "A key of an organisation, a project or an agent is not counted here.",
        .is_keys = true,
        .turn = TURN_KEYS,
        PARTS(WITHOUT_USER),
    },
    {
        .name = "key-without-team",
        .summary = "keys whose team is gone",
        .note = "They still work, without the team's limits and for every model: who holds one "
                "will be refused.",
        .is_keys = true,
        .turn = TURN_KEYS,
        PARTS(WITHOUT_TEAM),
    },
    {
        .name = "key-expired",
        .summary = "other keys that have expired",
        .note = "Nobody can use them any more, but an administrator could have prolonged them.",
        .is_keys = true,
        .turn = TURN_KEYS,
        PARTS(EXPIRED),
    },
    {
        .name = "key-unattributed",
        .summary = "keys with a user, but no team, alias or creator",
        .note = "This is what creating a user makes: most are legitimate, and people use them.",
        .only_when_named = true,
        .is_keys = true,
        .turn = TURN_KEYS,
        PARTS(UNATTRIBUTED),
    },
    {
        .name = "membership-without-owner",
        .summary = "team memberships whose user or team is gone",
        .note = "They hold what a member has spent in a team, and the member's budget there.",
        PARTS(MEMBERSHIP),
    },
    {
        .name = "roster-without-user",
        .summary = "entries of teams' rosters whose user is gone",
        .note = "Taken out of members_with_roles, members and admins under LiteLLM's own lock. An "
                "entry with only an e-mail address counts when no user has that address.",
        PARTS(ROSTER),
    },
    {
        .name = "team-list-without-team",
        .summary = "entries of users' team lists whose team is gone",
        .note = "Taken out of the lists; the users stay.",
        PARTS(TEAM_LIST),
    },
    {
        .name = "budget-unreferenced",
        .summary = "budgets that nothing uses",
        .note = "A budget made by hand for later use looks the same, and so does one that only "
                "LiteLLM's settings file names (max_end_user_budget_id).",
        .only_when_named = true,
        .turn = TURN_SETTINGS,
        PARTS(BUDGET),
    },
    {
        .name = "permission-unreferenced",
        .summary = "object permissions that nothing uses",
        .note = "LiteLLM does not remove the permissions of what it deletes. One that is just "
                "being made looks the same for a moment.",
        .only_when_named = true,
        .turn = TURN_SETTINGS,
        PARTS(PERMISSION),
    },
    {
        .name = "invitation-spent",
        .summary = "invitations that were accepted or have expired",
        .note = "Up to 1.83 an accepted link opens the account again until it expires, so removing "
                "it is safer; who is choosing a password at this moment has to be invited again.",
        PARTS(INVITATION),
    },
    {
        .name = "index-without-log",
        .summary = "index entries of requests that are no longer in the log",
        .note = "The retention of LiteLLM removes the log and, in most versions, not these.",
        PARTS(INDEX),
    },
    {
        .name = "alias-unreferenced",
        .summary = "model aliases that no team uses",
        .note = "LiteLLM does not remove the aliases of a deleted team.",
        PARTS(ALIAS),
    },
    {
        .name = "model-of-gone-team",
        .summary = "models that belonged to a team that is gone",
        .note = "Their rows hold provider keys, encrypted; the pre-images hold them too.",
        PARTS(MODEL),
    },
    {
        .name = "secret-of-gone-user",
        .summary = "credentials and assertions of users who are gone",
        .note = "The pre-images hold these secrets until they are removed as well.",
        PARTS(SECRET),
    },
    {
        .name = "token-deprecated",
        .summary = "replaced keys whose grace period is over, or whose successor is gone",
        .note = "Until its grace period ends, an old key stands for its successor; these no longer "
                "do.",
        .turn = TURN_REPLACED,
        PARTS(DEPRECATED),
    },
};

const size_t ORPHAN_CLASS_COUNT = sizeof ORPHAN_CLASSES / sizeof *ORPHAN_CLASSES;

const OrphanClass *orphan_class(const char *name)
{
    for (size_t i = 0; i < ORPHAN_CLASS_COUNT; i++)
        if (strcmp(ORPHAN_CLASSES[i].name, name) == 0)
            return &ORPHAN_CLASSES[i];
    return NULL;
}

const char *const *orphan_class_names(Arena *arena)
{
    const char **names = arena_array(arena, const char *, ORPHAN_CLASS_COUNT + 1);

    for (size_t at = 0; at < ORPHAN_CLASS_COUNT; at++)
        names[at] = ORPHAN_CLASSES[at].name;
    return names;
}
