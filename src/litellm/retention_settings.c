#include "litellm/retention_settings.h"

#include <stddef.h>

const RetentionSetting RETENTION_SETTINGS[] = {
    {"maximum_spend_logs_retention_period", "LiteLLM_SpendLogs"},
    {"maximum_spend_logs_retention_period", "LiteLLM_SpendLogToolIndex"},
    {"maximum_health_check_retention_period", "LiteLLM_HealthCheckTable"},
    {"maximum_autorouter_session_retention_period", "LiteLLM_AutoRouterSession"},
    {"maximum_autorouter_session_retention_period", "LiteLLM_AutoRouterUserSession"},
    {"maximum_daily_tag_spend_retention_period", "LiteLLM_DailyTagSpend"},
    {NULL, NULL},
};

const char PARTITIONING_SETTING[] = "use_spend_logs_partitioning";
