#include "litellm/references.h"

#include <string.h>

#include "base/list.h"

#define PLAIN SHAPE_PLAIN
#define ARRAY SHAPE_ARRAY
#define ROSTER SHAPE_ROSTER
#define JSON SHAPE_JSON
#define TYPED SHAPE_TYPED
#define IDENTITY ROLE_IDENTITY
#define OWNER ROLE_OWNER
#define MEMBER ROLE_MEMBER
#define SETTING ROLE_SETTING
#define AUTHOR ROLE_AUTHOR
#define HISTORY ROLE_HISTORY

/* clang-format off */
const Reference REFERENCES[] = {
    /* Users */
    {"user", "LiteLLM_UserTable", "user_id", PLAIN, IDENTITY, NULL},
    {"user", "LiteLLM_VerificationToken", "user_id", PLAIN, OWNER, NULL},
    {"user", "LiteLLM_TeamMembership", "user_id", PLAIN, OWNER, NULL},
    {"user", "LiteLLM_OrganizationMembership", "user_id", PLAIN, OWNER, NULL},
    {"user", "LiteLLM_InvitationLink", "user_id", PLAIN, OWNER, NULL},
    {"user", "LiteLLM_MCPUserCredentials", "user_id", PLAIN, OWNER, NULL},
    {"user", "LiteLLM_MCPUserEnvVars", "user_id", PLAIN, OWNER, NULL},
    {"user", "LiteLLM_SSOIdentityAssertion", "user_id", PLAIN, OWNER, NULL},
    {"user", "LiteLLM_MemoryTable", "user_id", PLAIN, OWNER, NULL},
    {"user", "LiteLLM_ManagedVectorStoresTable", "user_id", PLAIN, OWNER, NULL},
    {"user", "LiteLLM_UserNotifications", "user_id", PLAIN, OWNER, NULL},
    {"user", "LiteLLM_TeamTable", "members_with_roles", ROSTER, MEMBER, NULL},
    {"user", "LiteLLM_TeamTable", "members", ARRAY, MEMBER, NULL},
    {"user", "LiteLLM_TeamTable", "admins", ARRAY, MEMBER, NULL},
    {"user", "LiteLLM_ShadowEvalJob", "target_id", TYPED, OWNER, "target_type=user"},
    {"user", "LiteLLM_BudgetWindowSpend", "entity_id", TYPED, HISTORY, "entity_type=user"},
    {"user", "LiteLLM_SpendLogs", "user", PLAIN, HISTORY, NULL},
    {"user", "LiteLLM_SpendLogs", "metadata", JSON, HISTORY, "user_api_key_user_id"},
    {"user", "LiteLLM_DailyUserSpend", "user_id", PLAIN, HISTORY, NULL},
    {"user", "LiteLLM_AutoRouterUserSession", "user_id", PLAIN, HISTORY, NULL},
    {"user", "LiteLLM_DeletedVerificationToken", "user_id", PLAIN, HISTORY, NULL},
    {"user", "LiteLLM_DeletedTeamTable", "members_with_roles", ROSTER, HISTORY, NULL},
    {"user", "LiteLLM_DeletedTeamTable", "members", ARRAY, HISTORY, NULL},
    {"user", "LiteLLM_DeletedTeamTable", "admins", ARRAY, HISTORY, NULL},
    {"user", "LiteLLM_AuditLog", "object_id", TYPED, HISTORY, "table_name=LiteLLM_UserTable"},

    /* Users, as those who made or changed something. Names of jobs and of SSO occur here too. */
    {"user", "LiteLLM_AccessGroupTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_AccessGroupTable", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_AgentsTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_AgentsTable", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_BudgetTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_BudgetTable", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_ClaudeCodePluginTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_CredentialsTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_CredentialsTable", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_InvitationLink", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_InvitationLink", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_JWTKeyMapping", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_JWTKeyMapping", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_MCPServerTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_MCPServerTable", "submitted_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_MCPServerTable", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_MCPToolsetTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_MCPToolsetTable", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_ManagedFileTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_ManagedFileTable", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_ManagedObjectTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_ManagedObjectTable", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_ManagedVectorStoreIndexTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_ManagedVectorStoreIndexTable", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_ManagedVectorStoreTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_ManagedVectorStoreTable", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_MemoryTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_MemoryTable", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_ModelAccessGroupBudgetTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_ModelAccessGroupBudgetTable", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_ModelTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_ModelTable", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_OrganizationTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_OrganizationTable", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_PolicyAttachmentTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_PolicyAttachmentTable", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_PolicyTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_PolicyTable", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_ProjectTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_ProjectTable", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_PromptTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_ProxyModelTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_ProxyModelTable", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_ShadowEvalJob", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_ShadowEvalJob", "stopped_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_SkillsTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_SkillsTable", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_TagTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_ToolTable", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_ToolTable", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_VerificationToken", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_VerificationToken", "updated_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_WorkflowRun", "created_by", PLAIN, AUTHOR, NULL},
    {"user", "LiteLLM_AuditLog", "changed_by", PLAIN, HISTORY, NULL},
    {"user", "LiteLLM_DeletedTeamTable", "deleted_by", PLAIN, HISTORY, NULL},
    {"user", "LiteLLM_DeletedTeamTable", "litellm_changed_by", PLAIN, HISTORY, NULL},
    {"user", "LiteLLM_DeletedVerificationToken", "created_by", PLAIN, HISTORY, NULL},
    {"user", "LiteLLM_DeletedVerificationToken", "deleted_by", PLAIN, HISTORY, NULL},
    {"user", "LiteLLM_DeletedVerificationToken", "litellm_changed_by", PLAIN, HISTORY, NULL},
    {"user", "LiteLLM_DeletedVerificationToken", "updated_by", PLAIN, HISTORY, NULL},
    {"user", "LiteLLM_HealthCheckTable", "checked_by", PLAIN, HISTORY, NULL},

    /* Teams */
    {"team", "LiteLLM_TeamTable", "team_id", PLAIN, IDENTITY, NULL},
    {"team", "LiteLLM_VerificationToken", "team_id", PLAIN, OWNER, NULL},
    {"team", "LiteLLM_TeamMembership", "team_id", PLAIN, OWNER, NULL},
    {"team", "LiteLLM_ProjectTable", "team_id", PLAIN, OWNER, NULL},
    {"team", "LiteLLM_GuardrailsTable", "team_id", PLAIN, OWNER, NULL},
    {"team", "LiteLLM_ManagedFileTable", "team_id", PLAIN, OWNER, NULL},
    {"team", "LiteLLM_ManagedObjectTable", "team_id", PLAIN, OWNER, NULL},
    {"team", "LiteLLM_ManagedVectorStoreTable", "team_id", PLAIN, OWNER, NULL},
    {"team", "LiteLLM_ManagedVectorStoresTable", "team_id", PLAIN, OWNER, NULL},
    {"team", "LiteLLM_MemoryTable", "team_id", PLAIN, OWNER, NULL},
    {"team", "LiteLLM_ProxyModelTable", "model_info", JSON, OWNER, "team_id"},
    {"team", "LiteLLM_ShadowEvalJob", "target_id", TYPED, OWNER, "target_type=team"},
    {"team", "LiteLLM_UserTable", "teams", ARRAY, MEMBER, NULL},
    {"team", "LiteLLM_UserTable", "team_id", PLAIN, MEMBER, NULL},
    {"team", "LiteLLM_AccessGroupTable", "assigned_team_ids", ARRAY, MEMBER, NULL},
    {"team", "LiteLLM_BudgetWindowSpend", "entity_id", TYPED, HISTORY, "entity_type=team"},
    {"team", "LiteLLM_SpendLogs", "team_id", PLAIN, HISTORY, NULL},
    {"team", "LiteLLM_SpendLogs", "metadata", JSON, HISTORY, "user_api_key_team_id"},
    {"team", "LiteLLM_DailyTeamSpend", "team_id", PLAIN, HISTORY, NULL},
    {"team", "LiteLLM_DailyGuardrailUsageUnits", "team_id", PLAIN, HISTORY, NULL},
    {"team", "LiteLLM_ToolTable", "team_id", PLAIN, HISTORY, NULL},
    {"team", "LiteLLM_DeletedTeamTable", "team_id", PLAIN, HISTORY, NULL},
    {"team", "LiteLLM_DeletedVerificationToken", "team_id", PLAIN, HISTORY, NULL},
    {"team", "LiteLLM_AuditLog", "object_id", TYPED, HISTORY, "table_name=LiteLLM_TeamTable"},

    /* Keys: everywhere the SHA-256 of the key */
    {"key", "LiteLLM_VerificationToken", "token", PLAIN, IDENTITY, NULL},
    {"key", "LiteLLM_JWTKeyMapping", "token", PLAIN, OWNER, NULL},
    {"key", "LiteLLM_DeprecatedVerificationToken", "active_token_id", PLAIN, OWNER, NULL},
    {"key", "LiteLLM_ShadowEvalJob", "target_id", TYPED, OWNER, "target_type=key"},
    {"key", "LiteLLM_AccessGroupTable", "assigned_key_ids", ARRAY, MEMBER, NULL},
    {"key", "LiteLLM_ManagedObjectTable", "api_key", PLAIN, AUTHOR, NULL},
    {"key", "LiteLLM_BudgetWindowSpend", "entity_id", TYPED, HISTORY, "entity_type=key"},
    {"key", "LiteLLM_SpendLogs", "metadata", JSON, HISTORY, "user_api_key"},
    {"key", "LiteLLM_AutoRouterBaselineComparison", "api_key", PLAIN, HISTORY, NULL},
    {"key", "LiteLLM_AutoRouterSession", "api_key", PLAIN, HISTORY, NULL},
    {"key", "LiteLLM_AutoRouterUserSession", "api_key", PLAIN, HISTORY, NULL},
    {"key", "LiteLLM_DailyAgentSpend", "api_key", PLAIN, HISTORY, NULL},
    {"key", "LiteLLM_DailyEndUserSpend", "api_key", PLAIN, HISTORY, NULL},
    {"key", "LiteLLM_DailyGuardrailUsageUnits", "api_key", PLAIN, HISTORY, NULL},
    {"key", "LiteLLM_DailyOrganizationSpend", "api_key", PLAIN, HISTORY, NULL},
    {"key", "LiteLLM_DailyTagSpend", "api_key", PLAIN, HISTORY, NULL},
    {"key", "LiteLLM_DailyTeamSpend", "api_key", PLAIN, HISTORY, NULL},
    {"key", "LiteLLM_DailyUserSpend", "api_key", PLAIN, HISTORY, NULL},
    {"key", "LiteLLM_SpendLogs", "api_key", PLAIN, HISTORY, NULL},
    {"key", "LiteLLM_AuditLog", "changed_by_api_key", PLAIN, HISTORY, NULL},
    {"key", "LiteLLM_DeletedTeamTable", "deleted_by_api_key", PLAIN, HISTORY, NULL},
    {"key", "LiteLLM_DeletedVerificationToken", "deleted_by_api_key", PLAIN, HISTORY, NULL},
    {"key", "LiteLLM_ToolTable", "key_hash", PLAIN, HISTORY, NULL},
    {"key", "LiteLLM_DeletedVerificationToken", "token", PLAIN, HISTORY, NULL},
    {"key", "LiteLLM_DeprecatedVerificationToken", "token", PLAIN, HISTORY, NULL},
    {"key", "LiteLLM_AuditLog", "object_id", TYPED, HISTORY, "table_name=LiteLLM_VerificationToken"},

    /* Organisations and projects */
    {"organisation", "LiteLLM_OrganizationTable", "organization_id", PLAIN, IDENTITY, NULL},
    {"organisation", "LiteLLM_OrganizationMembership", "organization_id", PLAIN, OWNER, NULL},
    {"organisation", "LiteLLM_TeamTable", "organization_id", PLAIN, SETTING, NULL},
    {"organisation", "LiteLLM_UserTable", "organization_id", PLAIN, SETTING, NULL},
    {"organisation", "LiteLLM_VerificationToken", "organization_id", PLAIN, SETTING, NULL},
    {"organisation", "LiteLLM_ManagedObjectTable", "org_id", PLAIN, OWNER, NULL},
    {"organisation", "LiteLLM_SpendLogs", "organization_id", PLAIN, HISTORY, NULL},
    {"organisation", "LiteLLM_DailyOrganizationSpend", "organization_id", PLAIN, HISTORY, NULL},
    {"organisation", "LiteLLM_DeletedTeamTable", "organization_id", PLAIN, HISTORY, NULL},
    {"organisation", "LiteLLM_DeletedVerificationToken", "organization_id", PLAIN, HISTORY, NULL},
    {"organisation", "LiteLLM_SpendLogs", "metadata", JSON, HISTORY, "user_api_key_org_id"},
    {"organisation", "LiteLLM_BudgetWindowSpend", "entity_id", TYPED, HISTORY, "entity_type=organization"},
    {"project", "LiteLLM_ProjectTable", "project_id", PLAIN, IDENTITY, NULL},
    {"project", "LiteLLM_VerificationToken", "project_id", PLAIN, SETTING, NULL},
    {"project", "LiteLLM_DeletedVerificationToken", "project_id", PLAIN, HISTORY, NULL},

    /* Budgets and object permissions */
    {"budget", "LiteLLM_BudgetTable", "budget_id", PLAIN, IDENTITY, NULL},
    {"budget", "LiteLLM_DeletedVerificationToken", "budget_id", PLAIN, HISTORY, NULL},
    {"budget", "LiteLLM_EndUserTable", "budget_id", PLAIN, SETTING, NULL},
    {"budget", "LiteLLM_ModelAccessGroupBudgetTable", "budget_id", PLAIN, SETTING, NULL},
    {"budget", "LiteLLM_OrganizationMembership", "budget_id", PLAIN, SETTING, NULL},
    {"budget", "LiteLLM_OrganizationTable", "budget_id", PLAIN, SETTING, NULL},
    {"budget", "LiteLLM_ProjectTable", "budget_id", PLAIN, SETTING, NULL},
    {"budget", "LiteLLM_TagTable", "budget_id", PLAIN, SETTING, NULL},
    {"budget", "LiteLLM_TeamMembership", "budget_id", PLAIN, SETTING, NULL},
    {"budget", "LiteLLM_VerificationToken", "budget_id", PLAIN, SETTING, NULL},
    {"budget", "LiteLLM_TeamTable", "metadata", JSON, SETTING, "team_member_budget_id"},
    {"budget", "LiteLLM_Config", "param_value", JSON, SETTING, "max_end_user_budget_id"},
    {"permission", "LiteLLM_ObjectPermissionTable", "object_permission_id", PLAIN, IDENTITY, NULL},
    {"permission", "LiteLLM_AgentsTable", "object_permission_id", PLAIN, SETTING, NULL},
    {"permission", "LiteLLM_DeletedTeamTable", "object_permission_id", PLAIN, HISTORY, NULL},
    {"permission", "LiteLLM_DeletedVerificationToken", "object_permission_id", PLAIN, HISTORY, NULL},
    {"permission", "LiteLLM_EndUserTable", "object_permission_id", PLAIN, SETTING, NULL},
    {"permission", "LiteLLM_OrganizationTable", "object_permission_id", PLAIN, SETTING, NULL},
    {"permission", "LiteLLM_ProjectTable", "object_permission_id", PLAIN, SETTING, NULL},
    {"permission", "LiteLLM_TeamTable", "object_permission_id", PLAIN, SETTING, NULL},
    {"permission", "LiteLLM_UserTable", "object_permission_id", PLAIN, SETTING, NULL},
    {"permission", "LiteLLM_VerificationToken", "object_permission_id", PLAIN, SETTING, NULL},

    /* Agents, customers, access groups, model aliases */
    {"agent", "LiteLLM_AgentsTable", "agent_id", PLAIN, IDENTITY, NULL},
    {"agent", "LiteLLM_VerificationToken", "agent_id", PLAIN, SETTING, NULL},
    {"agent", "LiteLLM_ObjectPermissionTable", "agents", ARRAY, MEMBER, NULL},
    {"agent", "LiteLLM_AccessGroupTable", "access_agent_ids", ARRAY, MEMBER, NULL},
    {"agent", "LiteLLM_SpendLogs", "agent_id", PLAIN, HISTORY, NULL},
    {"agent", "LiteLLM_DailyAgentSpend", "agent_id", PLAIN, HISTORY, NULL},
    {"agent", "LiteLLM_DeletedVerificationToken", "agent_id", PLAIN, HISTORY, NULL},
    {"customer", "LiteLLM_EndUserTable", "user_id", PLAIN, IDENTITY, NULL},
    {"customer", "LiteLLM_SpendLogs", "end_user", PLAIN, HISTORY, NULL},
    {"customer", "LiteLLM_DailyEndUserSpend", "end_user_id", PLAIN, HISTORY, NULL},
    {"access group", "LiteLLM_AccessGroupTable", "access_group_id", PLAIN, IDENTITY, NULL},
    {"access group", "LiteLLM_VerificationToken", "access_group_ids", ARRAY, SETTING, NULL},
    {"access group", "LiteLLM_TeamTable", "access_group_ids", ARRAY, SETTING, NULL},
    {"access group", "LiteLLM_AgentsTable", "access_group_ids", ARRAY, SETTING, NULL},
    {"access group", "LiteLLM_DeletedVerificationToken", "access_group_ids", ARRAY, HISTORY, NULL},
    {"access group", "LiteLLM_DeletedTeamTable", "access_group_ids", ARRAY, HISTORY, NULL},
    {"model alias", "LiteLLM_ModelTable", "id", PLAIN, IDENTITY, NULL},
    {"model alias", "LiteLLM_TeamTable", "model_id", PLAIN, SETTING, NULL},
    {"model alias", "LiteLLM_DeletedTeamTable", "model_id", PLAIN, HISTORY, NULL},

    /* MCP servers and toolsets, stored credentials */
    {"mcp server", "LiteLLM_MCPServerTable", "server_id", PLAIN, IDENTITY, NULL},
    {"mcp server", "LiteLLM_MCPUserCredentials", "server_id", PLAIN, OWNER, NULL},
    {"mcp server", "LiteLLM_MCPUserEnvVars", "server_id", PLAIN, OWNER, NULL},
    {"mcp server", "LiteLLM_MCPServerOAuthClient", "server_id", PLAIN, OWNER, NULL},
    {"mcp server", "LiteLLM_ObjectPermissionTable", "mcp_servers", ARRAY, MEMBER, NULL},
    {"mcp server", "LiteLLM_AccessGroupTable", "access_mcp_server_ids", ARRAY, MEMBER, NULL},
    {"mcp toolset", "LiteLLM_MCPToolsetTable", "toolset_id", PLAIN, IDENTITY, NULL},
    {"mcp toolset", "LiteLLM_ObjectPermissionTable", "mcp_toolsets", ARRAY, MEMBER, NULL},
    {"credential", "LiteLLM_CredentialsTable", "credential_name", PLAIN, IDENTITY, NULL},
    {"credential", "LiteLLM_ManagedVectorStoresTable", "litellm_credential_name", PLAIN, SETTING, NULL},
    {"credential", "LiteLLM_ProxyModelTable", "litellm_params", JSON, SETTING, "litellm_credential_name"},

    /* Requests, workflow runs, shadow evaluations */
    {"request", "LiteLLM_SpendLogs", "request_id", PLAIN, IDENTITY, NULL},
    {"request", "LiteLLM_SpendLogToolIndex", "request_id", PLAIN, OWNER, NULL},
    {"request", "LiteLLM_SpendLogGuardrailIndex", "request_id", PLAIN, OWNER, NULL},
    {"request", "LiteLLM_DailyTagSpend", "request_id", PLAIN, HISTORY, NULL},
    {"request", "LiteLLM_AutoRouterBaselineObservation", "request_id", PLAIN, HISTORY, NULL},
    {"request", "LiteLLM_ShadowEvalAttempt", "request_id", PLAIN, HISTORY, NULL},
    {"workflow run", "LiteLLM_WorkflowRun", "run_id", PLAIN, IDENTITY, NULL},
    {"workflow run", "LiteLLM_WorkflowEvent", "run_id", PLAIN, OWNER, NULL},
    {"workflow run", "LiteLLM_WorkflowMessage", "run_id", PLAIN, OWNER, NULL},
    {"shadow evaluation", "LiteLLM_ShadowEvalJob", "id", PLAIN, IDENTITY, NULL},
    {"shadow evaluation", "LiteLLM_ShadowEvalAttempt", "job_id", PLAIN, OWNER, NULL},
    {"shadow evaluation", "LiteLLM_ShadowEvalFunnel", "job_id", PLAIN, OWNER, NULL},
    {0},
};

const NotReference NOT_REFERENCES[] = {
    {"LiteLLM_UserTable", "sso_user_id", "the user's id at the identity provider"},
    {"LiteLLM_PolicyAttachmentTable", "teams", "aliases of teams, or patterns"},
    {"LiteLLM_PolicyAttachmentTable", "keys", "aliases of keys, or patterns"},
    {NULL, NULL, NULL},
};
/* clang-format on */

bool reference_is_classified(const char *table, const char *column)
{
    for (const Reference *known = REFERENCES; known->kind != NULL; known++)
        if (strcmp(known->table, table) == 0 && strcmp(known->column, column) == 0)
            return true;
    for (const NotReference *known = NOT_REFERENCES; known->table != NULL; known++)
        if (strcmp(known->table, table) == 0 && strcmp(known->column, column) == 0)
            return true;
    return false;
}

const NamedReference *references_named(Arena *arena, unsigned roles)
{
    LIST(NamedReference) named = {0};

    for (const Reference *known = REFERENCES; known->kind != NULL; known++)
        if (known->shape == SHAPE_PLAIN && (known->role & roles) != 0)
            list_add(arena, &named, (NamedReference){known->kind, known->table, known->column});
    list_add(arena, &named, (NamedReference){NULL, NULL, NULL});
    return named.items;
}

const Reference *reference_identity(const char *kind)
{
    for (const Reference *known = REFERENCES; known->kind != NULL; known++)
        if (known->role == ROLE_IDENTITY && strcmp(known->kind, kind) == 0)
            return known;
    return NULL;
}
