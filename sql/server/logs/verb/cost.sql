-- Deletes the requests of a slice and returns what they cost.
--
-- for time, time_instant, time_chosen, pages, pages_chosen
-- returns  team_id text, user_id text, api_key text, model text, requests int8,
--          prompt_tokens int8, completion_tokens int8, total_tokens int8, spend float8
-- writes
-- needs    PostgreSQL 13
--
-- A spend that is no number counts as nothing.

WITH gone AS (
    DELETE FROM :"table" AS l
     WHERE
           :part
    RETURNING l.team_id, l."user", l.api_key, l.model, l.prompt_tokens, l.completion_tokens,
              l.total_tokens, l.spend
)
SELECT coalesce(team_id, '') AS team_id,
       coalesce("user", '') AS user_id,
       api_key,
       model,
       count(*) AS requests,
       sum(prompt_tokens)::int8 AS prompt_tokens,
       sum(completion_tokens)::int8 AS completion_tokens,
       sum(total_tokens)::int8 AS total_tokens,
       coalesce(sum(spend) FILTER (WHERE spend BETWEEN -1e300 AND 1e300), 0) AS spend
  FROM gone
 GROUP BY 1, 2, 3, 4;
