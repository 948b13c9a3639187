-- The largest indexes of a schema, and how often each was used.
--
-- :schema  text  LiteLLM's schema
-- :limit   int8  how many; NULL: all
-- returns  index_name text, table_name text, bytes int8, scans int8, is_unique bool, is_valid bool
-- reads
-- needs    PostgreSQL 13
--
-- An index that is not valid was being built when something stopped it: it costs and helps nobody.

SELECT i.relname::text AS index_name, t.relname::text AS table_name,
       pg_relation_size(i.oid) AS bytes, coalesce(pg_stat_get_numscans(i.oid), 0) AS scans,
       x.indisunique AS is_unique, x.indisvalid AS is_valid
  FROM pg_index AS x
  JOIN pg_class AS i ON i.oid = x.indexrelid
  JOIN pg_class AS t ON t.oid = x.indrelid
 WHERE t.relnamespace = (SELECT n.oid FROM pg_namespace AS n WHERE n.nspname = :'schema'::text)
   AND i.relkind = 'i'
   AND t.relkind = 'r'
 ORDER BY x.indisvalid, bytes DESC, i.relname
 LIMIT :'limit'::int8;
