-- How large the tables are that grow: rows, heap, what is stored apart from it, indexes, dead rows.
--
-- :tables  text[]  the tables
-- :times   text[]  the time column of each; NULL: none tells
-- returns  table_name text, has_index bool, was_analysed bool, row_count float8, dead_rows int8,
--          heap_bytes int8, toast_bytes int8, index_bytes int8, last_vacuum timestamp
-- reads
-- needs    PostgreSQL 13
--
-- Partitions count for their parent. Rows are what ANALYZE or VACUUM saw, in proportion to how much
-- the table has grown since; of a table that neither has seen, what the statistics saw coming in.
-- has_index: an index leads with the time, so that its ends can be read.

SELECT t.name AS table_name,
       :include time_index
           AS has_index,
       coalesce(s.was_analysed, false) AS was_analysed,
       coalesce(s.row_count, 0) AS row_count,
       coalesce(s.dead_rows, 0) AS dead_rows,
       coalesce(s.heap_bytes, 0) AS heap_bytes,
       coalesce(s.toast_bytes, 0) AS toast_bytes,
       coalesce(s.index_bytes, 0) AS index_bytes,
       s.last_vacuum
  FROM unnest(:'tables'::text[], :'times'::text[]) AS t (name, time)
  JOIN pg_class AS c ON c.oid = quote_ident(t.name)::regclass
 CROSS JOIN LATERAL
       (SELECT bool_and(p.relpages > 0 OR p.main_bytes = 0) AS was_analysed,
               sum(CASE WHEN p.relpages > 0
                        THEN p.reltuples * (p.main_bytes / p.page_bytes) / p.relpages
                        ELSE coalesce(pg_stat_get_live_tuples(p.oid), 0)
                   END) AS row_count,
               sum(pg_stat_get_dead_tuples(p.oid))::int8 AS dead_rows,
               sum(pg_table_size(p.oid) - p.toast_bytes)::int8 AS heap_bytes,
               sum(p.toast_bytes)::int8 AS toast_bytes,
               sum(pg_indexes_size(p.oid))::int8 AS index_bytes,
               max(p.vacuumed) AT TIME ZONE 'UTC' AS last_vacuum
          FROM (SELECT leaf.oid, leaf.reltuples::float8 AS reltuples, leaf.relpages,
                       pg_relation_size(leaf.oid) AS main_bytes,
                       current_setting('block_size')::float8 AS page_bytes,
                       coalesce(pg_total_relation_size(nullif(leaf.reltoastrelid, 0)), 0)
                           AS toast_bytes,
                       greatest(pg_stat_get_last_vacuum_time(leaf.oid),
                                pg_stat_get_last_autovacuum_time(leaf.oid)) AS vacuumed
                  FROM (SELECT c.oid AS relid
                         UNION
                        SELECT tree.relid FROM pg_partition_tree(c.oid) AS tree) AS o
                  JOIN pg_class AS leaf ON leaf.oid = o.relid AND leaf.relkind = 'r') AS p) AS s
 ORDER BY c.relname COLLATE "C";
