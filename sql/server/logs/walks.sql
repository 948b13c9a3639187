-- How the growing tables can be walked: is there a good index that leads with the time?
--
-- :tables  text[]  the tables
-- :times   text[]  the time column of each
-- :before  text    the cutoff, as the columns' text
-- returns  table_name text, has_index bool, page_count int8, estimated_rows float8, share float8
-- reads
-- needs    PostgreSQL 13
--
-- The index must be a complete and valid b-tree: some are built by hand, or half built. share is how
-- much of the table lies before the cutoff, as ANALYZE saw it; NULL when it saw nothing. Times in ISO
-- form compare as text.

SELECT t.name AS table_name,
       :include time_index
           AS has_index,
       (SELECT coalesce(sum(pg_relation_size(p.relid) / current_setting('block_size')::int8), 0)::int8
          FROM (SELECT c.oid AS relid UNION SELECT tree.relid FROM pg_partition_tree(c.oid) AS tree) AS p
          JOIN pg_class AS leaf ON leaf.oid = p.relid AND leaf.relkind = 'r') AS page_count,
       (SELECT sum(greatest(leaf.reltuples, 0))::float8
          FROM (SELECT c.oid AS relid UNION SELECT tree.relid FROM pg_partition_tree(c.oid) AS tree) AS p
          JOIN pg_class AS leaf ON leaf.oid = p.relid AND leaf.relkind = 'r') AS estimated_rows,
       (SELECT avg((b.bound < :'before'::text)::int4)::float8
          FROM pg_stats AS s
         CROSS JOIN unnest(s.histogram_bounds::text::text[]) AS b (bound)
         WHERE s.schemaname = n.nspname
           AND s.tablename = c.relname
           AND s.attname = t.time) AS share
  FROM unnest(:'tables'::text[], :'times'::text[]) AS t (name, time)
  JOIN pg_class AS c ON c.oid = quote_ident(t.name)::regclass
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 ORDER BY c.relname COLLATE "C";
