#include "litellm/growing_tables.h"

#include <stddef.h>
#include <string.h>

/* clang-format off */
const GrowingTable GROWING_TABLES[] = {
    {"LiteLLM_SpendLogs", "startTime", AGE_TIMESTAMP, PRUNE_BY_DEFAULT, PRUNE_EVERY_ROW, true, "one request"},
    {"LiteLLM_SpendLogToolIndex", "start_time", AGE_TIMESTAMP, PRUNE_BY_DEFAULT, PRUNE_EVERY_ROW, true, "one tool of one request", "LiteLLM_SpendLogs"},
    {"LiteLLM_SpendLogGuardrailIndex", "start_time", AGE_TIMESTAMP, PRUNE_BY_DEFAULT, PRUNE_EVERY_ROW, false, "one guardrail of one request", "LiteLLM_SpendLogs"},
    {"LiteLLM_ErrorLogs", "startTime", AGE_TIMESTAMP, PRUNE_WITH_ALL, PRUNE_EVERY_ROW, false, "one failed request, of old versions"},
    {"LiteLLM_AuditLog", "updated_at", AGE_TIMESTAMP, PRUNE_WITH_ALL, PRUNE_EVERY_ROW, false, "one change by an administrator"},
    {"LiteLLM_HealthCheckTable", "checked_at", AGE_TIMESTAMP, PRUNE_WITH_ALL, PRUNE_BUT_NEWEST, true, "one health check of one model"},
    {"LiteLLM_DailyUserSpend", "date", AGE_DATE_TEXT, PRUNE_WHEN_NAMED, PRUNE_EVERY_ROW, false, "a day of one user, key and model"},
    {"LiteLLM_DailyTeamSpend", "date", AGE_DATE_TEXT, PRUNE_WHEN_NAMED, PRUNE_EVERY_ROW, false, "a day of one team, key and model"},
    {"LiteLLM_DailyTagSpend", "date", AGE_DATE_TEXT, PRUNE_WHEN_NAMED, PRUNE_EVERY_ROW, true, "a day of one tag, key and model"},
    {"LiteLLM_DailyOrganizationSpend", "date", AGE_DATE_TEXT, PRUNE_WHEN_NAMED, PRUNE_EVERY_ROW, false, "a day of one organisation, key and model"},
    {"LiteLLM_DailyEndUserSpend", "date", AGE_DATE_TEXT, PRUNE_WHEN_NAMED, PRUNE_EVERY_ROW, false, "a day of one customer, key and model"},
    {"LiteLLM_DailyAgentSpend", "date", AGE_DATE_TEXT, PRUNE_WHEN_NAMED, PRUNE_EVERY_ROW, false, "a day of one agent, key and model"},
    {"LiteLLM_DailyGlobalSpend", "date", AGE_DATE_TEXT, PRUNE_WHEN_NAMED, PRUNE_EVERY_ROW, false, "a day of one model"},
    {"LiteLLM_DailyToolSpend", "date", AGE_DATE_TEXT, PRUNE_WHEN_NAMED, PRUNE_EVERY_ROW, false, "a day of one tool"},
    {"LiteLLM_DailyGatewayRequests", "date", AGE_DATE_TEXT, PRUNE_WHEN_NAMED, PRUNE_EVERY_ROW, false, "a day of one route"},
    {"LiteLLM_DailyGuardrailMetrics", "date", AGE_DATE_TEXT, PRUNE_WHEN_NAMED, PRUNE_EVERY_ROW, false, "a day of one guardrail"},
    {"LiteLLM_DailyGuardrailUsageUnits", "date", AGE_DATE_TEXT, PRUNE_WHEN_NAMED, PRUNE_EVERY_ROW, false, "a day of one guardrail, key and unit"},
    {"LiteLLM_DailyPolicyMetrics", "date", AGE_DATE_TEXT, PRUNE_WHEN_NAMED, PRUNE_EVERY_ROW, false, "a day of one policy"},
    {"LiteLLM_DeletedTeamTable", "deleted_at", AGE_TIMESTAMP, PRUNE_WITH_ALL, PRUNE_EVERY_ROW, false, "a deleted team"},
    {"LiteLLM_DeletedVerificationToken", "deleted_at", AGE_TIMESTAMP, PRUNE_WITH_ALL, PRUNE_EVERY_ROW, false, "a deleted key"},
    {"LiteLLM_DeprecatedVerificationToken", "revoke_at", AGE_TIMESTAMP, PRUNE_WITH_ALL, PRUNE_EVERY_ROW, true, "a replaced key in its grace period"},
    {"LiteLLM_VerificationToken", "expires", AGE_TIMESTAMP, PRUNE_WITH_ALL, PRUNE_SESSIONS, true, "a key; the dashboard makes one per sign-in"},
    {"LiteLLM_InvitationLink", "expires_at", AGE_TIMESTAMP, PRUNE_WITH_ALL, PRUNE_EVERY_ROW, false, "an invitation"},
    {"LiteLLM_UserNotifications", NULL, AGE_NONE, PRUNE_NEVER, PRUNE_EVERY_ROW, false, "a request for access to a model"},
    {"LiteLLM_ToolTable", "last_used_at", AGE_TIMESTAMP, PRUNE_WHEN_NAMED, PRUNE_EVERY_ROW, false, "a tool that was seen"},
    {"LiteLLM_ManagedFileContentTable", "created_at", AGE_TIMESTAMP, PRUNE_WHEN_NAMED, PRUNE_EVERY_ROW, false, "what is in a file"},
    {"LiteLLM_ManagedFileTable", "created_at", AGE_TIMESTAMP, PRUNE_WHEN_NAMED, PRUNE_EVERY_ROW, false, "a file"},
    {"LiteLLM_ManagedObjectTable", "created_at", AGE_TIMESTAMP, PRUNE_WHEN_NAMED, PRUNE_EVERY_ROW, false, "a batch or another job"},
    {"LiteLLM_AutoRouterSession", "last_turn_at", AGE_TIMESTAMP, PRUNE_WITH_ALL, PRUNE_EVERY_ROW, true, "a session of the router"},
    {"LiteLLM_AutoRouterUserSession", "last_turn_at", AGE_TIMESTAMP, PRUNE_WITH_ALL, PRUNE_EVERY_ROW, true, "a session of the router, per user"},
    {"LiteLLM_AutoRouterBaselineComparison", "updated_at", AGE_TIMESTAMP, PRUNE_WITH_ALL, PRUNE_EVERY_ROW, false, "a comparison of the router"},
    {"LiteLLM_AutoRouterBaselineObservation", "started_at", AGE_EPOCH, PRUNE_WITH_ALL, PRUNE_EVERY_ROW, false, "one request that the router compared"},
    {"LiteLLM_AdaptiveRouterSession", "last_activity_at", AGE_TIMESTAMP, PRUNE_WITH_ALL, PRUNE_EVERY_ROW, false, "a session of the adaptive router"},
    {"LiteLLM_ShadowEvalAttempt", "created_at", AGE_TIMESTAMP, PRUNE_WITH_ALL, PRUNE_EVERY_ROW, false, "one request of a shadow evaluation"},
    {"LiteLLM_ShadowEvalJob", "created_at", AGE_TIMESTAMP, PRUNE_WITH_ALL, PRUNE_EVERY_ROW, false, "a shadow evaluation"},
    {"LiteLLM_WorkflowEvent", "created_at", AGE_TIMESTAMP, PRUNE_WHEN_NAMED, PRUNE_EVERY_ROW, false, "an event of a run"},
    {"LiteLLM_WorkflowMessage", "created_at", AGE_TIMESTAMP, PRUNE_WHEN_NAMED, PRUNE_EVERY_ROW, false, "a message of a run"},
    {"LiteLLM_WorkflowRun", "created_at", AGE_TIMESTAMP, PRUNE_WHEN_NAMED, PRUNE_EVERY_ROW, false, "a run of a workflow"},
    {"LiteLLM_ProxyWorkerHeartbeat", "last_heartbeat_at", AGE_TIMESTAMP, PRUNE_WITH_ALL, PRUNE_EVERY_ROW, false, "a worker of the proxy"},
    {0},
};
/* clang-format on */

const GrowingTable *growing_table(const char *table)
{
    for (const GrowingTable *known = GROWING_TABLES; known->table != NULL; known++)
        if (strcmp(known->table, table) == 0)
            return known;
    return NULL;
}

/* In no particular order; ends with NULL. */
static const char *const LOGS[] = {
    "LiteLLM_SpendLogs",
    "LiteLLM_SpendLogToolIndex",
    "LiteLLM_SpendLogGuardrailIndex",
    "LiteLLM_ErrorLogs",
    "LiteLLM_AuditLog",
    "LiteLLM_HealthCheckTable",
    "LiteLLM_AutoRouterSession",
    "LiteLLM_AutoRouterUserSession",
    "LiteLLM_AutoRouterBaselineComparison",
    "LiteLLM_AutoRouterBaselineObservation",
    "LiteLLM_AdaptiveRouterSession",
    "LiteLLM_ShadowEvalAttempt",
    "LiteLLM_WorkflowEvent",
    "LiteLLM_WorkflowMessage",
    "LiteLLM_ProxyWorkerHeartbeat",
    NULL,
};

bool growing_table_is_log(const char *table)
{
    for (const char *const *log = LOGS; *log != NULL; log++)
        if (strcmp(*log, table) == 0)
            return true;
    return false;
}
