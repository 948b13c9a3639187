-- What the rows before each instant take in a sample of the log, and their prompts.
--
-- :percent  float4       of the pages that are read
-- :befores  timestamp[]  the instants
-- returns  place int8, row_count int8, bytes int8, prompt_bytes int8
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_SpendLogs.startTime
--
-- place: of the instant, from 1. The same pages are read each time.

WITH sampled AS MATERIALIZED (
    SELECT l."startTime" AS at,
           0
               + coalesce(pg_column_size(l.:"column"), 0)  -- each column reference
               AS bytes,
           0
               + coalesce(pg_column_size(l.messages), 0)  -- when LiteLLM_SpendLogs.messages
               + coalesce(pg_column_size(l.response), 0)  -- when LiteLLM_SpendLogs.response
               + coalesce(pg_column_size(l.proxy_server_request), 0)  -- when LiteLLM_SpendLogs.proxy_server_request
               AS prompt_bytes
      FROM "LiteLLM_SpendLogs" AS l TABLESAMPLE SYSTEM (:'percent'::float4) REPEATABLE (1)
)
SELECT b.place,
       count(s.at) AS row_count,
       coalesce(sum(s.bytes), 0)::int8 AS bytes,
       coalesce(sum(s.prompt_bytes), 0)::int8 AS prompt_bytes
  FROM unnest(:'befores'::timestamp[]) WITH ORDINALITY AS b (before, place)
  LEFT JOIN sampled AS s ON s.at < b.before
 GROUP BY b.place
 ORDER BY b.place;
