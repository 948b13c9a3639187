-- The tables of LiteLLM's schema, with the size of all their partitions.
--
-- A table that was never analysed has -1 rows, and so has a partitioned one when all its
-- partitions are so; PostgreSQL 13 says 0 rows and 0 pages for that.
--
-- One trigger is LiteLLM's own. It fires when a column is updated that we never update.
--
-- :schema  text  where LiteLLM's tables are
-- returns  table_name text, is_partitioned bool, estimated_rows float8, total_bytes int8,
--          has_triggers bool
-- reads
-- needs    PostgreSQL 13

SELECT c.relname::text AS table_name,
       c.relkind = 'p' AS is_partitioned,
       CASE WHEN c.relkind = 'p' THEN coalesce(leaves.estimated_rows, 0)
            WHEN c.reltuples = 0 AND c.relpages = 0
                 AND current_setting('server_version_num')::int4 < 140000 THEN -1
            ELSE c.reltuples::float8
       END AS estimated_rows,
       CASE WHEN c.relkind = 'r' THEN coalesce(pg_total_relation_size(c.oid), 0)
            ELSE coalesce(leaves.total_bytes, 0)
       END AS total_bytes,
       EXISTS (SELECT
                 FROM pg_trigger AS t
                WHERE t.tgrelid = c.oid
                  AND t.tgenabled IN ('O', 'A')
                  AND NOT t.tgisinternal
                  AND t.tgname <> 'litellm_update_daily_autorouter_coverage') AS has_triggers
  FROM pg_class AS c
  LEFT JOIN LATERAL (SELECT CASE WHEN max(leaf.reltuples) < 0 THEN -1
                                 ELSE sum(greatest(leaf.reltuples, 0))::float8
                            END AS estimated_rows,
                            sum(pg_total_relation_size(leaf.oid))::int8 AS total_bytes
                       FROM pg_partition_tree(c.oid) AS tree
                       JOIN pg_class AS leaf ON leaf.oid = tree.relid
                      WHERE tree.isleaf
                        AND leaf.relkind IN ('r', 'm')) AS leaves ON c.relkind = 'p'
 WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :'schema'::text)
   AND c.relkind IN ('r', 'p')
   AND NOT c.relispartition
 ORDER BY c.relname COLLATE "C";
