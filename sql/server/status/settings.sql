-- What the settings stored in the database say about the log: how long, with prompts or without.
--
-- returns  name text, value text
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_Config.param_value
--
-- A setting that is not here may stand in LiteLLM's settings file, which cannot be seen from here.

SELECT s.name, c.param_value ->> s.name AS value
  FROM "LiteLLM_Config" AS c
 CROSS JOIN unnest(ARRAY['maximum_spend_logs_retention_period',
                         'maximum_spend_logs_retention_interval',
                         'maximum_spend_logs_cleanup_cron',
                         'maximum_health_check_retention_period',
                         'maximum_autorouter_session_retention_period',
                         'maximum_daily_tag_spend_retention_period',
                         'store_prompts_in_spend_logs',
                         'disable_spend_logs',
                         'use_spend_logs_partitioning']) AS s (name)
 WHERE c.param_name = 'general_settings'
   AND c.param_value ->> s.name IS NOT NULL
 ORDER BY s.name;
