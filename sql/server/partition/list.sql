-- The partitions of a table, with their bounds as the catalog has them.
--
-- :table   text  the table
-- :time    text  the column that tells a row's time
-- returns  oid text, schema_name text, partition_name text, bound text, is_by_time bool,
--          is_plain bool, is_detaching bool, is_ours bool, has_index bool, row_count float8,
--          total_bytes int8, index_bytes int8
-- reads
-- needs    PostgreSQL 13
--
-- is_by_time: the table is divided by ranges of that column and nothing else. is_plain: an ordinary
-- table, neither foreign nor divided again. is_ours: this role may detach it. has_index: an index
-- leads with the time. Rows are what ANALYZE or VACUUM saw.

SELECT c.oid::text AS oid,
       n.nspname::text AS schema_name,
       c.relname::text AS partition_name,
       pg_get_expr(c.relpartbound, c.oid) AS bound,
       k.partstrat = 'r' AND k.partnatts = 1
           AND EXISTS (SELECT
                         FROM pg_attribute AS a
                        WHERE a.attrelid = parent.oid
                          AND a.attnum = k.partattrs[0]
                          AND a.attname = t.time) AS is_by_time,
       c.relkind = 'r' AS is_plain,
       -- from PostgreSQL 14 on
       coalesce((to_jsonb(h) ->> 'inhdetachpending')::bool, false) AS is_detaching,
       pg_has_role(parent.relowner, 'USAGE') AND pg_has_role(c.relowner, 'USAGE') AS is_ours,
       :include time_index
           AS has_index,
       coalesce(s.row_count, 0) AS row_count,
       coalesce(s.total_bytes, 0) AS total_bytes,
       coalesce(s.index_bytes, 0) AS index_bytes
  FROM (SELECT :'time'::text AS time) AS t
  JOIN pg_class AS parent ON parent.oid = quote_ident(:'table'::text)::regclass
  JOIN pg_partitioned_table AS k ON k.partrelid = parent.oid
  JOIN pg_inherits AS h ON h.inhparent = parent.oid
  JOIN pg_class AS c ON c.oid = h.inhrelid
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 CROSS JOIN LATERAL
       (SELECT sum(CASE WHEN leaf.relpages > 0
                        THEN leaf.reltuples::float8
                             * (pg_relation_size(leaf.oid)
                                / current_setting('block_size')::float8) / leaf.relpages
                        ELSE coalesce(pg_stat_get_live_tuples(leaf.oid), 0)
                   END) AS row_count,
               sum(pg_total_relation_size(leaf.oid))::int8 AS total_bytes,
               sum(pg_indexes_size(leaf.oid))::int8 AS index_bytes
          FROM (SELECT c.oid AS relid
                 UNION
                SELECT tree.relid FROM pg_partition_tree(c.oid) AS tree) AS o
          JOIN pg_class AS leaf ON leaf.oid = o.relid AND leaf.relkind = 'r') AS s
 ORDER BY c.relname COLLATE "C";
