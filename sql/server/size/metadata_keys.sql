-- What each key of metadata takes in a sample of the log, uncompressed; the fattest first.
--
-- :percent  float4  of the pages that are read
-- :limit    int8    how many keys
-- returns  key text, bytes int8, row_count int8, share float8
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_SpendLogs.metadata
--
-- share: of all keys, also those beyond the limit. The same pages are read each time.

SELECT k.key,
       sum(pg_column_size(k.value) + octet_length(k.key))::int8 AS bytes,
       count(*) AS row_count,
       (sum(pg_column_size(k.value) + octet_length(k.key))
        / sum(sum(pg_column_size(k.value) + octet_length(k.key))) OVER ())::float8 AS share
  FROM "LiteLLM_SpendLogs" AS l TABLESAMPLE SYSTEM (:'percent'::float4) REPEATABLE (1)
 CROSS JOIN jsonb_each(CASE WHEN jsonb_typeof(l.metadata) = 'object' THEN l.metadata
                            ELSE '{}'
                       END) AS k
 GROUP BY k.key
 ORDER BY bytes DESC, k.key COLLATE "C"
 LIMIT :'limit'::int8;
