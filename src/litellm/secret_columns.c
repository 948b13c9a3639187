#include "litellm/secret_columns.h"

#include <stddef.h>
#include <string.h>

/* clang-format off */
const SecretColumn SECRET_COLUMNS[] = {
    {"LiteLLM_AdaptiveRouterSession", "last_assistant_content", SECRET_PERSONAL, "the last answer of a session"},
    {"LiteLLM_AdaptiveRouterSession", "last_user_content", SECRET_PERSONAL, "the last prompt of a session"},
    {"LiteLLM_AdaptiveRouterSession", "tool_call_history", SECRET_PERSONAL, "the tool calls of a session"},
    {"LiteLLM_AgentsTable", "litellm_params", SECRET_CLEAR, "keys of agents' backends"},
    {"LiteLLM_AgentsTable", "static_headers", SECRET_CLEAR, "headers sent to agents"},
    {"LiteLLM_AuditLog", "before_value", SECRET_PERSONAL, "whole rows before a change, token hashes included"},
    {"LiteLLM_AuditLog", "updated_values", SECRET_PERSONAL, "whole rows after a change, token hashes included"},
    {"LiteLLM_AuditLog", "changed_by_api_key", SECRET_HASH, "the key that changed something"},
    {"LiteLLM_AutoRouterBaselineComparison", "history", SECRET_PERSONAL, "what the router compared"},
    {"LiteLLM_AutoRouterBaselineObservation", "data", SECRET_PERSONAL, "what the router compared"},
    {"LiteLLM_CacheConfig", "cache_settings", SECRET_ENCRYPTED, "passwords of caches"},
    {"LiteLLM_Config", "param_value", SECRET_ENCRYPTED, "environment variables; other settings are in clear and may hold the master key"},
    {"LiteLLM_ConfigOverrides", "config_value", SECRET_ENCRYPTED, "settings"},
    {"LiteLLM_CredentialsTable", "credential_values", SECRET_ENCRYPTED, "stored credentials"},
    {"LiteLLM_DeletedTeamTable", "members_with_roles", SECRET_PERSONAL, "e-mail addresses of members"},
    {"LiteLLM_DeletedTeamTable", "metadata", SECRET_CLEAR, "keys of logging services"},
    {"LiteLLM_DeletedVerificationToken", "key_alias", SECRET_PERSONAL, "names of keys, often those of people"},
    {"LiteLLM_DeletedVerificationToken", "key_name", SECRET_PERSONAL, "the end of a key"},
    {"LiteLLM_DeletedVerificationToken", "metadata", SECRET_CLEAR, "keys of logging services"},
    {"LiteLLM_DeletedVerificationToken", "token", SECRET_HASH, "a deleted key"},
    {"LiteLLM_DeprecatedVerificationToken", "token", SECRET_HASH, "a replaced key"},
    {"LiteLLM_EndUserTable", "alias", SECRET_PERSONAL, "names of customers"},
    {"LiteLLM_ErrorLogs", "exception_string", SECRET_PERSONAL, "errors, with parts of requests"},
    {"LiteLLM_ErrorLogs", "request_kwargs", SECRET_PERSONAL, "requests that failed"},
    {"LiteLLM_GuardrailsTable", "litellm_params", SECRET_CLEAR, "keys of guardrail services"},
    {"LiteLLM_InvitationLink", "id", SECRET_LOGIN, "whoever knows it can set the invited user's password"},
    {"LiteLLM_JWTKeyMapping", "jwt_claim_value", SECRET_PERSONAL, "who a token of the identity provider is for"},
    {"LiteLLM_MCPServerOAuthClient", "credentials", SECRET_ENCRYPTED, "OAuth clients of MCP servers"},
    {"LiteLLM_MCPServerTable", "credentials", SECRET_ENCRYPTED, "passwords of MCP servers"},
    {"LiteLLM_MCPServerTable", "env", SECRET_CLEAR, "environment of MCP servers"},
    {"LiteLLM_MCPServerTable", "env_vars", SECRET_CLEAR, "environment of MCP servers"},
    {"LiteLLM_MCPServerTable", "static_headers", SECRET_CLEAR, "headers sent to MCP servers"},
    {"LiteLLM_MCPServerTable", "url", SECRET_CLEAR, "addresses of MCP servers, with what stands in them"},
    {"LiteLLM_MCPUserCredentials", "credential_b64", SECRET_CLEAR, "users' passwords of MCP servers; only encoded up to 1.83"},
    {"LiteLLM_MCPUserEnvVars", "values_b64", SECRET_ENCRYPTED, "users' variables of MCP servers"},
    {"LiteLLM_ManagedFileContentTable", "content", SECRET_PERSONAL, "uploaded files"},
    {"LiteLLM_ManagedVectorStoresTable", "litellm_params", SECRET_CLEAR, "keys of vector stores"},
    {"LiteLLM_MemoryTable", "value", SECRET_PERSONAL, "what was remembered about users"},
    {"LiteLLM_PromptTable", "litellm_params", SECRET_PERSONAL, "prompts"},
    {"LiteLLM_ProxyModelTable", "litellm_params", SECRET_ENCRYPTED, "keys of model providers"},
    {"LiteLLM_SSOConfig", "sso_settings", SECRET_ENCRYPTED, "client secrets of the identity provider"},
    {"LiteLLM_SSOIdentityAssertion", "assertion_b64", SECRET_ENCRYPTED, "assertions of the identity provider"},
    {"LiteLLM_SearchToolsTable", "litellm_params", SECRET_CLEAR, "keys of search services"},
    {"LiteLLM_SkillsTable", "file_content", SECRET_PERSONAL, "uploaded files"},
    {"LiteLLM_SkillsTable", "instructions", SECRET_PERSONAL, "what users wrote"},
    {"LiteLLM_SpendLogs", "api_key", SECRET_HASH, "the key of a request"},
    {"LiteLLM_SpendLogs", "messages", SECRET_PERSONAL, "prompts"},
    {"LiteLLM_SpendLogs", "metadata", SECRET_PERSONAL, "who asked, and errors with parts of requests"},
    {"LiteLLM_SpendLogs", "proxy_server_request", SECRET_PERSONAL, "whole requests"},
    {"LiteLLM_SpendLogs", "requester_ip_address", SECRET_PERSONAL, "where requests came from"},
    {"LiteLLM_SpendLogs", "response", SECRET_PERSONAL, "answers"},
    {"LiteLLM_TeamTable", "members_with_roles", SECRET_PERSONAL, "e-mail addresses of members"},
    {"LiteLLM_TeamTable", "metadata", SECRET_CLEAR, "keys of logging services"},
    {"LiteLLM_UserTable", "metadata", SECRET_PERSONAL, "what was noted about users"},
    {"LiteLLM_UserTable", "password", SECRET_LOGIN, "a hash that some versions take for the password itself"},
    {"LiteLLM_UserTable", "sso_user_id", SECRET_PERSONAL, "ids at the identity provider"},
    {"LiteLLM_UserTable", "user_alias", SECRET_PERSONAL, "names of users"},
    {"LiteLLM_UserTable", "user_email", SECRET_PERSONAL, "e-mail addresses"},
    {"LiteLLM_VerificationToken", "key_alias", SECRET_PERSONAL, "names of keys, often those of people"},
    {"LiteLLM_VerificationToken", "key_name", SECRET_PERSONAL, "the end of a key"},
    {"LiteLLM_VerificationToken", "metadata", SECRET_CLEAR, "keys of logging services"},
    {"LiteLLM_VerificationToken", "token", SECRET_HASH, "a key"},
    {"LiteLLM_WorkflowMessage", "content", SECRET_PERSONAL, "messages of workflows"},
    {"LiteLLM_WorkflowRun", "input", SECRET_PERSONAL, "input of workflows"},
    {"LiteLLM_WorkflowRun", "output", SECRET_PERSONAL, "output of workflows"},
    {0},
};
/* clang-format on */

const SecretColumn *secret_column(const char *table, const char *column)
{
    for (const SecretColumn *known = SECRET_COLUMNS; known->table != NULL; known++)
        if (strcmp(known->table, table) == 0 && strcmp(known->column, column) == 0)
            return known;
    return NULL;
}
