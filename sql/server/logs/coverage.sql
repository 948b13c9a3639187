-- Whether a day's totals cover its requests: what the log has, and what the daily tables have.
--
-- :from    timestamp  the beginning of the day
-- :to      timestamp  its end
-- :day     text       'YYYY-MM-DD'
-- returns  requests int8, spend float8, user_requests int8, user_spend float8,
--          team_requests int8, team_spend float8, stray_requests int8, stray_spend float8,
--          daily_user_requests int8, daily_user_spend float8, daily_team_requests int8,
--          daily_team_spend float8, daily_requests int8, daily_spend float8
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_SpendLogs.startTime, LiteLLM_DailyUserSpend.api_requests
--
-- A request is in the table of its user, and in that of its team; one of neither (stray) only in the
-- table of everything, which newer versions have.

SELECT l.requests, l.spend, l.user_requests, l.user_spend, l.team_requests, l.team_spend,
       l.stray_requests, l.stray_spend,
       (SELECT coalesce(sum(d.api_requests), 0)::int8
          FROM "LiteLLM_DailyUserSpend" AS d WHERE d.date = :'day'::text) AS daily_user_requests,
       (SELECT coalesce(sum(d.spend), 0)
          FROM "LiteLLM_DailyUserSpend" AS d WHERE d.date = :'day'::text) AS daily_user_spend,
       (SELECT coalesce(sum(d.api_requests), 0)::int8
          FROM "LiteLLM_DailyTeamSpend" AS d WHERE d.date = :'day'::text) AS daily_team_requests,
       (SELECT coalesce(sum(d.spend), 0)
          FROM "LiteLLM_DailyTeamSpend" AS d WHERE d.date = :'day'::text) AS daily_team_spend,
       (SELECT coalesce(sum(d.api_requests), 0)::int8
          FROM (SELECT 0::int8 AS api_requests WHERE false
                UNION ALL SELECT g.api_requests FROM "LiteLLM_DailyGlobalSpend" AS g WHERE g.date = :'day'::text  -- when LiteLLM_DailyGlobalSpend
               ) AS d) AS daily_requests,
       (SELECT coalesce(sum(d.spend), 0)
          FROM (SELECT 0::float8 AS spend WHERE false
                UNION ALL SELECT g.spend FROM "LiteLLM_DailyGlobalSpend" AS g WHERE g.date = :'day'::text  -- when LiteLLM_DailyGlobalSpend
               ) AS d) AS daily_spend
  FROM (SELECT count(*) AS requests,
               coalesce(sum(s.spend), 0) AS spend,
               count(*) FILTER (WHERE s."user" <> '') AS user_requests,
               coalesce(sum(s.spend) FILTER (WHERE s."user" <> ''), 0) AS user_spend,
               count(*) FILTER (WHERE s.team_id <> '') AS team_requests,
               coalesce(sum(s.spend) FILTER (WHERE s.team_id <> ''), 0) AS team_spend,
               count(*) FILTER (WHERE coalesce(s."user", '') = ''
                                  AND coalesce(s.team_id, '') = '') AS stray_requests,
               coalesce(sum(s.spend) FILTER (WHERE coalesce(s."user", '') = ''
                                               AND coalesce(s.team_id, '') = ''), 0) AS stray_spend
          FROM "LiteLLM_SpendLogs" AS s
         WHERE s."startTime" >= :'from'::timestamp
           AND s."startTime" < :'to'::timestamp) AS l;
