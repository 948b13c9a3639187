-- What the requests of a partition cost, of a range of time.
--
-- :from    timestamp  the first instant
-- :to      timestamp  the first instant behind the range
-- returns  team_id text, user_id text, api_key text, model text, requests int8,
--          prompt_tokens int8, completion_tokens int8, total_tokens int8, spend float8
-- sample   schema=public partition=LiteLLM_SpendLogs time=startTime
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_SpendLogs.startTime
--
-- A spend that is no number counts as nothing.

SELECT coalesce(l.team_id, '') AS team_id,
       coalesce(l."user", '') AS user_id,
       l.api_key,
       l.model,
       count(*) AS requests,
       sum(l.prompt_tokens)::int8 AS prompt_tokens,
       sum(l.completion_tokens)::int8 AS completion_tokens,
       sum(l.total_tokens)::int8 AS total_tokens,
       coalesce(sum(l.spend) FILTER (WHERE l.spend BETWEEN -1e300 AND 1e300), 0) AS spend
  FROM :"schema".:"partition" AS l
 WHERE l.:"time" >= :'from'::timestamp
   AND l.:"time" < :'to'::timestamp
 GROUP BY 1, 2, 3, 4;
