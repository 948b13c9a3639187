-- What the keys have spent since a day, from the daily sums.
--
-- :since   text  'YYYY-MM-DD', a day in UTC; that day counts
-- returns  spend float8, requests int8
-- for      each of LiteLLM_VerificationToken
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_DailyUserSpend

WITH orphan AS (
    :part
)
SELECT coalesce(sum(d.spend), 0) AS spend, coalesce(sum(d.api_requests), 0)::int8 AS requests
  FROM "LiteLLM_DailyUserSpend" AS d
  JOIN orphan AS o ON o.token = d.api_key
 WHERE d.date >= :'since'::text;
