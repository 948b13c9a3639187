-- Requests and spend of each day, from the daily sums, the newest first.
--
-- :since   text  'YYYY-MM-DD', a day in UTC; that day counts
-- returns  day text, requests int8, failed int8, spend float8
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_DailyUserSpend

SELECT d.date AS day, sum(d.api_requests)::int8 AS requests, sum(d.failed_requests)::int8 AS failed,
       sum(d.spend) AS spend
  FROM "LiteLLM_DailyUserSpend" AS d
 WHERE d.date >= :'since'::text
 GROUP BY d.date
 ORDER BY d.date DESC;
