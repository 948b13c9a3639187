-- What each column takes in a sample of the log, as it is stored: compressed, apart or not.
--
-- :percent  float4  of the pages that are read
-- returns  place int8, bytes int8, row_count int8
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_SpendLogs
--
-- The first place is there for the number of rows; the columns follow in the order in which they
-- are given. The same pages are read each time.

SELECT u.place, coalesce(sum(u.bytes), 0)::int8 AS bytes, count(*) AS row_count
  FROM "LiteLLM_SpendLogs" AS l TABLESAMPLE SYSTEM (:'percent'::float4) REPEATABLE (1)
 CROSS JOIN unnest(ARRAY[0
           , pg_column_size(l.:"column")  -- each column reference
       ]) WITH ORDINALITY AS u (bytes, place)
 GROUP BY u.place
 ORDER BY u.place;
