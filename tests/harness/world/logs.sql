-- Requests of the last 90 days and what is counted from them.
--
-- Each cost is a multiple of 1/65536, so that sums are exact in any order: the daily tables and the
-- logs agree to the last bit.

CREATE TEMP TABLE speaker AS
SELECT row_number() OVER (ORDER BY token) - 1 AS n, token, key_alias, user_id, team_id,
       organization_id, agent_id
  FROM (SELECT token, key_alias, user_id, team_id,
               to_jsonb(v) ->> 'organization_id' AS organization_id,
               to_jsonb(v) ->> 'agent_id' AS agent_id
          FROM "LiteLLM_VerificationToken" v
         ORDER BY token
         LIMIT 5000) keys
 UNION ALL
SELECT -row_number() OVER (), token, NULL, user_id, team_id, NULL, NULL
  FROM (VALUES ('', NULL, NULL),
               ('litellm_proxy_master_key', 'default_user_id', NULL),
               ('litellm-internal-health-check', NULL, 'litellm-internal-health-check'),
               (pg_temp.token_of('deleted-1'), 'gone-1', 'gone-team-1')) s (token, user_id, team_id);
UPDATE speaker SET n = n + 4;
CREATE INDEX ON speaker (n);

CREATE TEMP TABLE stage_log AS
SELECT 'chatcmpl-' || md5('request ' || l.n) AS request_id,
       'chatcmpl-' || md5('request ' || l.n) AS litellm_call_id,
       (ARRAY['acompletion', 'aembedding', 'aresponses'])[l.n % 3 + 1] AS call_type,
       s.token AS api_key, s.user_id AS "user", s.team_id, s.organization_id, s.agent_id,
       CASE WHEN l.failed THEN 0 ELSE l.n * 31 % 5000 / 65536.0 END::float8 AS spend,
       l.n * 13 % 4000 + 20 AS prompt_tokens, CASE WHEN l.failed THEN 0 ELSE l.n * 17 % 900 END AS completion_tokens,
       l.n * 13 % 4000 + 20 + CASE WHEN l.failed THEN 0 ELSE l.n * 17 % 900 END AS total_tokens,
       l.at AS "startTime", l.at + l.took AS "endTime", l.at + l.took / 2 AS "completionStartTime",
       (extract(epoch FROM l.took) * 1000)::int AS request_duration_ms,
       l.model, 'model-' || l.n % 5 + 1 AS model_id, l.model AS model_group,
       CASE WHEN l.model LIKE 'claude%' THEN 'anthropic' ELSE 'openai' END AS custom_llm_provider,
       'https://api.example.org' AS api_base,
       CASE WHEN l.n % 20 = 0 THEN 'True' ELSE 'False' END AS cache_hit,
       CASE WHEN l.n % 20 = 0 THEN md5('cache ' || l.n % 7) ELSE 'Cache OFF' END AS cache_key,
       l.tags AS request_tags,
       CASE l.n % 9 WHEN 0 THEN 'customer-1' WHEN 1 THEN 'customer, "two"' WHEN 2 THEN '' END AS end_user,
       CASE WHEN l.n % 4 > 0 THEN '10.1.' || l.n % 250 || '.7' END AS requester_ip_address,
       CASE WHEN l.n % 3 = 0 THEN pg_temp.uuid_of('session ' || l.n / 12) END AS session_id,
       CASE WHEN l.failed THEN 'failure' WHEN l.n % 50 = 1 THEN NULL ELSE 'success' END AS status,
       CASE WHEN l.n % 11 = 0 THEN 'mcp-1-search' END AS mcp_namespaced_tool_name,
       jsonb_build_object(
           'user_api_key', s.token, 'user_api_key_alias', s.key_alias, 'user_api_key_user_id', s.user_id,
           'user_api_key_team_id', s.team_id,
           'status', CASE WHEN l.failed THEN 'failure' ELSE 'success' END,
           'error_information', CASE WHEN l.failed THEN
               '{"error_code": "429", "error_class": "RateLimitError"}'::jsonb END) AS metadata,
       CASE WHEN l.n % 5 = 0 THEN
           jsonb_build_array(jsonb_build_object(
               'role', 'user', 'content', pg_temp.hard_text(l.n / 5) || repeat(' and so on', (l.n % 40)::int)))
           ELSE '{}' END AS messages,
       CASE WHEN l.n % 5 = 0 AND NOT l.failed THEN
           jsonb_build_object('choices', jsonb_build_array(pg_temp.hard_text(l.n)))
           ELSE '{}' END AS response,
       '{}'::jsonb AS proxy_server_request, l.at AS created_at, l.at AS updated_at, l.n AS _n
  FROM (SELECT n, n % 23 = 0 AS failed,
               -- from almost 90 days ago to now, later ones closer together as the site grows
               date_trunc('milliseconds', pg_temp.ago(
                   ((1 - sqrt(n / :logs::float8)) * 89.9) * interval '1 day' + interval '2 minutes')) AS at,
               (n % 90 + 1) * interval '173 milliseconds' AS took,
               (ARRAY['gpt-4o', 'gpt-4o-mini', 'claude-3-5-sonnet', 'a, "b"'])[n * 7 % 4 + 1] AS model,
               CASE n % 6 WHEN 0 THEN '["prod", "a, \"tag\""]' WHEN 1 THEN '["prod"]'
                          WHEN 2 THEN '["50%"]' ELSE '[]' END::jsonb AS tags
          FROM generate_series(1, :logs::int8) n) l
  JOIN speaker s ON s.n = l.n * 7919 % (SELECT count(*) FROM speaker);
SELECT pg_temp.pour('stage_log', 'LiteLLM_SpendLogs') \gset ignored_

CREATE TEMP TABLE stage_tool_use AS
SELECT request_id, unnest(ARRAY['search', 'get, "weather"']) AS tool_name, "startTime" AS start_time,
       NULL AS _class
  FROM stage_log
 WHERE _n % 10 = 0
 UNION ALL
SELECT 'pruned-' || n, 'search', pg_temp.ago(n * interval '65 minutes'),
       'index-without-log'
  FROM generate_series(1, 17) n
 UNION ALL
-- the log itself may still be on its way
SELECT 'coming-' || n, 'search', pg_temp.ago(n * interval '10 minutes'), NULL
  FROM generate_series(1, 4) n;
SELECT pg_temp.pour('stage_tool_use', 'LiteLLM_SpendLogToolIndex') \gset ignored_

CREATE TEMP TABLE stage_guardrail_use AS
SELECT request_id, 'guardrail-' || _n % 3 AS guardrail_id,
       CASE WHEN _n % 2 = 0 THEN 'policy-1' END AS policy_id, "startTime" AS start_time, NULL AS _class
  FROM stage_log
 WHERE _n % 7 = 0
 UNION ALL
SELECT 'pruned-' || n, 'guardrail-1', NULL, pg_temp.ago(n * interval '65 minutes'),
       'index-without-log'
  FROM generate_series(1, 14) n
 UNION ALL
SELECT 'coming-' || n, 'guardrail-1', NULL, pg_temp.ago(n * interval '10 minutes'), NULL
  FROM generate_series(1, 3) n;
SELECT pg_temp.pour('stage_guardrail_use', 'LiteLLM_SpendLogGuardrailIndex') \gset ignored_

-- What the proxy adds up by day, for each kind of owner.
CREATE TEMP TABLE daily AS
SELECT to_char("startTime", 'YYYY-MM-DD') AS date, api_key, model, model_group, custom_llm_provider,
       mcp_namespaced_tool_name, '/chat/completions' AS endpoint, "user" AS user_id, team_id,
       organization_id, agent_id, end_user AS end_user_id, request_tags,
       sum(prompt_tokens) AS prompt_tokens, sum(completion_tokens) AS completion_tokens,
       sum(spend) AS spend, count(*) AS api_requests,
       count(*) FILTER (WHERE status IS DISTINCT FROM 'failure') AS successful_requests,
       count(*) FILTER (WHERE status = 'failure') AS failed_requests
  FROM stage_log
 GROUP BY 1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13;

CREATE FUNCTION pg_temp.add_up(owner text, target text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'CREATE TEMP TABLE stage_day AS'
        ' SELECT md5(%L || row_number() OVER ())::uuid::text AS id, %I, date, api_key, model, model_group,'
        '        custom_llm_provider, mcp_namespaced_tool_name, endpoint,'
        '        sum(prompt_tokens) AS prompt_tokens, sum(completion_tokens) AS completion_tokens,'
        '        sum(spend) AS spend, sum(api_requests) AS api_requests,'
        '        sum(successful_requests) AS successful_requests,'
        '        sum(failed_requests) AS failed_requests,'
        '        date::timestamp AS created_at, date::timestamp AS updated_at'
        '   FROM daily WHERE %I IS NOT NULL'
        '  GROUP BY %I, date, api_key, model, model_group, custom_llm_provider,'
        '        mcp_namespaced_tool_name, endpoint',
        target, owner, owner, owner);
    PERFORM pg_temp.pour('stage_day', target);
    DROP TABLE stage_day;
END
$$;
SELECT pg_temp.add_up('user_id', 'LiteLLM_DailyUserSpend'),
       pg_temp.add_up('team_id', 'LiteLLM_DailyTeamSpend'),
       pg_temp.add_up('organization_id', 'LiteLLM_DailyOrganizationSpend'),
       pg_temp.add_up('end_user_id', 'LiteLLM_DailyEndUserSpend'),
       pg_temp.add_up('agent_id', 'LiteLLM_DailyAgentSpend') \gset ignored_

-- One row for each tag: their sum is more than was spent.
ALTER TABLE daily ADD tag text;
INSERT INTO daily
SELECT d.*
  FROM (SELECT (jsonb_populate_record(d, jsonb_build_object('tag', t.tag))).*
          FROM daily d, jsonb_array_elements_text(request_tags) AS t (tag)) d;
SELECT pg_temp.add_up('tag', 'LiteLLM_DailyTagSpend') \gset ignored_

-- Running totals of the owners.
UPDATE "LiteLLM_VerificationToken" k SET spend = s.spend
  FROM (SELECT api_key, sum(spend) AS spend FROM stage_log GROUP BY 1) s WHERE s.api_key = k.token;
UPDATE "LiteLLM_UserTable" u SET spend = s.spend
  FROM (SELECT "user", sum(spend) AS spend FROM stage_log GROUP BY 1) s WHERE s."user" = u.user_id;
UPDATE "LiteLLM_TeamTable" t SET spend = s.spend
  FROM (SELECT team_id, sum(spend) AS spend FROM stage_log GROUP BY 1) s WHERE s.team_id = t.team_id;
