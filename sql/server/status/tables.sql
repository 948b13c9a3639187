-- The largest tables of a schema; rows and dead rows are the server's estimates.
--
-- :schema  text  LiteLLM's schema
-- :limit   int8  how many; NULL: all
-- returns  table_name text, row_count int8, dead_rows int8, total_bytes int8, index_bytes int8,
--          last_vacuum timestamp, last_analyze timestamp
-- reads
-- needs    PostgreSQL 13
--
-- Partitions count for their parent. total_bytes is the rows, what is stored apart from them, and
-- the indexes. A table that was never analysed is judged by what the statistics saw coming in.

SELECT c.relname::text AS table_name, s.row_count, s.dead_rows, s.total_bytes, s.index_bytes,
       s.last_vacuum, s.last_analyze
  FROM pg_class AS c
 CROSS JOIN LATERAL
       (SELECT sum(CASE WHEN p.reltuples >= 0 THEN p.reltuples
                        ELSE coalesce(pg_stat_get_live_tuples(p.oid), 0)
                    END)::int8 AS row_count,
               sum(pg_stat_get_dead_tuples(p.oid))::int8 AS dead_rows,
               sum(pg_total_relation_size(p.oid))::int8 AS total_bytes,
               sum(pg_indexes_size(p.oid))::int8 AS index_bytes,
               max(greatest(pg_stat_get_last_vacuum_time(p.oid),
                            pg_stat_get_last_autovacuum_time(p.oid))) AT TIME ZONE 'UTC' AS last_vacuum,
               max(greatest(pg_stat_get_last_analyze_time(p.oid),
                            pg_stat_get_last_autoanalyze_time(p.oid))) AT TIME ZONE 'UTC' AS last_analyze
          FROM (SELECT c.oid UNION SELECT t.relid FROM pg_partition_tree(c.oid) AS t) AS o
          JOIN pg_class AS p ON p.oid = o.oid AND p.relkind = 'r') AS s
 WHERE c.relnamespace = (SELECT n.oid FROM pg_namespace AS n WHERE n.nspname = :'schema'::text)
   AND c.relkind IN ('r', 'p')
   AND NOT c.relispartition
 ORDER BY s.total_bytes DESC NULLS LAST, c.relname
 LIMIT :'limit'::int8;
