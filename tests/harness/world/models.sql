-- Models, credentials, configuration, and the secrets of users.

CREATE TEMP TABLE stage_model AS
SELECT m.*, '{"model": "Z0FBQUFB", "api_key": "Z0FBQUFC"}'::jsonb AS litellm_params,
       'alice' AS created_by, 'alice' AS updated_by
  FROM (VALUES ('model-1', 'gpt-4o', '{"id": "model-1", "db_model": true}'::jsonb, NULL::text),
               ('model-2', 'a, "b"', NULL, NULL),
               ('model-3', 'claude', '{"team_id": null}', NULL),
               ('model-4', 'model_name_team-research_1',
                '{"team_id": "team-research", "team_public_model_name": "ours"}', NULL),
               ('model-5', 'model_name_hard', jsonb_build_object(
                    'team_id', E'team, "hard"\n 100% \\ it''s'), NULL)
       ) AS m (model_id, model_name, model_info, _class)
 UNION ALL
SELECT 'model-lost-' || n, 'model_name_gone-team-' || n % 3 || '_' || n,
       jsonb_build_object('team_id', 'gone-team-' || n % 3, 'team_public_model_name', 'lost ' || n),
       'model-of-gone-team', '{"model": "Z0FBQUFE"}', 'alice', 'alice'
  FROM generate_series(1, 12) n;
SELECT pg_temp.pour('stage_model', 'LiteLLM_ProxyModelTable') \gset ignored_

CREATE TEMP TABLE stage_credential AS
SELECT 'credential-' || n AS credential_id, 'credential ' || pg_temp.hard_text(n) AS credential_name,
       '{"api_key": "Z0FBQUFG"}'::jsonb AS credential_values,
       CASE WHEN n > 1 THEN '{"custom_llm_provider": "openai"}'::jsonb END AS credential_info,
       'alice' AS created_by, 'alice' AS updated_by
  FROM generate_series(1, 2) n;
SELECT pg_temp.pour('stage_credential', 'LiteLLM_CredentialsTable') \gset ignored_

CREATE TEMP TABLE stage_config AS
SELECT *
  FROM (VALUES ('litellm_settings', '{"max_end_user_budget_id": "budget-in-config",
                                      "success_callback": ["langfuse"]}'::jsonb),
               ('general_settings', '{"store_model_in_db": true,
                                      "maximum_spend_logs_retention_period": "30d"}'),
               ('router_settings', '{"num_retries": 2}'),
               ('environment_variables', '{"LANGFUSE_SECRET_KEY": "Z0FBQUFH"}'),
               ('odd "name", 100%', NULL)) AS c (param_name, param_value);
SELECT pg_temp.pour('stage_config', 'LiteLLM_Config') \gset ignored_

CREATE TEMP TABLE stage_server AS
SELECT 'mcp-' || n AS server_id, 'MCP ' || pg_temp.hard_text(n) AS server_name,
       'https://mcp.example.org/' || n AS url, 'sse' AS transport,
       '{"TOKEN": "clear, \"text\""}'::jsonb AS env, ARRAY['--flag', 'a, "b"'] AS args,
       'alice' AS created_by, 'alice' AS updated_by
  FROM generate_series(1, 2) n;
SELECT pg_temp.pour('stage_server', 'LiteLLM_MCPServerTable') \gset ignored_

-- Another number of lost ones in each of the three tables.
CREATE TEMP TABLE stage_secret AS
SELECT 'secret-' || user_id AS id, user_id, 'mcp-1' AS server_id, 'c2VjcmV0' AS credential_b64,
       'dmFsdWVz' AS values_b64, 'YXNzZXJ0aW9u' AS assertion_b64, NULL AS _class, NULL::int AS _lost
  FROM unnest('{alice,ben,default_user_id,system}'::text[]) AS user_id
 UNION ALL
SELECT 'secret-lost-' || n, 'gone-' || n, 'mcp-' || n % 2 + 1, 'c2VjcmV0', 'dmFsdWVz',
       'YXNzZXJ0aW9u', 'secret-of-gone-user', n
  FROM generate_series(1, 15) n;
SELECT pg_temp.pour('stage_secret', 'LiteLLM_MCPUserCredentials') \gset ignored_
DELETE FROM stage_secret WHERE _lost > 5;
SELECT pg_temp.pour('stage_secret', 'LiteLLM_MCPUserEnvVars') \gset ignored_
DELETE FROM stage_secret WHERE _lost > 3;
SELECT pg_temp.pour('stage_secret', 'LiteLLM_SSOIdentityAssertion') \gset ignored_

CREATE TEMP TABLE stage_access_group AS
SELECT 'access group' AS access_group_name, 'budget-of-access-group' AS budget_id,
       'alice' AS created_by;
SELECT pg_temp.pour('stage_access_group', 'LiteLLM_ModelAccessGroupBudgetTable') \gset ignored_
