-- What the keys have spent since a day, from the request log: for versions without daily sums.
--
-- :since   text  'YYYY-MM-DD', a day in UTC; that day counts
-- returns  spend float8, requests int8
-- for      each of LiteLLM_VerificationToken
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_SpendLogs.startTime

WITH orphan AS (
    :part
)
SELECT coalesce(sum(s.spend), 0) AS spend, count(*) AS requests
  FROM "LiteLLM_SpendLogs" AS s
  JOIN orphan AS o ON o.token = s.api_key
 WHERE s."startTime" >= :'since'::text::timestamp;
