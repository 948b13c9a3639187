#include "admin/user_names.h"

#include <stddef.h>
#include <string.h>

typedef struct {
    const char *table;
    const char *name; /* letters and hyphens: it goes into file names */
    bool gives_access;
} Name;

static const Name NAMES[] = {
    {"LiteLLM_UserTable", "user", false},
    {"LiteLLM_VerificationToken", "key", true},
    {"LiteLLM_TeamTable", "team", false},
    {"LiteLLM_TeamMembership", "team-membership", true},
    {"LiteLLM_OrganizationMembership", "organisation-membership", true},
    {"LiteLLM_InvitationLink", "invitation", true},
    {"LiteLLM_MCPUserCredentials", "secret", true},
    {"LiteLLM_MCPUserEnvVars", "secret", true},
    {"LiteLLM_SSOIdentityAssertion", "secret", true},
    {"LiteLLM_MemoryTable", "memory", false},
    {"LiteLLM_ManagedVectorStoresTable", "vector-store", false},
    {"LiteLLM_UserNotifications", "request", false},
    {"LiteLLM_ShadowEvalJob", "evaluation", false},
    {"LiteLLM_ShadowEvalAttempt", "evaluation", false},
    {"LiteLLM_ShadowEvalFunnel", "evaluation", false},
    {"LiteLLM_JWTKeyMapping", "key-mapping", false},
    {"LiteLLM_DeprecatedVerificationToken", "old-key", false},
    {"LiteLLM_AccessGroupTable", "access-group", false},
    {"LiteLLM_BudgetTable", "budget", false},
    {"LiteLLM_ObjectPermissionTable", "permission", false},
};

static const Name *find(const char *table)
{
    for (size_t at = 0; at < sizeof NAMES / sizeof *NAMES; at++)
        if (strcmp(NAMES[at].table, table) == 0)
            return &NAMES[at];
    return NULL;
}

const char *user_name_of(const char *table)
{
    const Name *name = find(table);

    return name == NULL ? "other" : name->name;
}

bool user_name_gives_access(const char *table)
{
    const Name *name = find(table);

    return name != NULL && name->gives_access;
}
