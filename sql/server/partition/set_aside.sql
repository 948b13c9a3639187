-- Tables that were partitions and bear a comment of ours, in the schema for them or where they were.
--
-- :schema      text  LiteLLM's schema
-- :quarantine  text  the schema for them
-- returns  oid text, schema_name text, partition_name text, comment text, row_count float8,
--          total_bytes int8, index_bytes int8
-- reads
-- needs    PostgreSQL 13

SELECT c.oid::text AS oid,
       n.nspname::text AS schema_name,
       c.relname::text AS partition_name,
       d.comment,
       greatest(c.reltuples, 0)::float8 AS row_count,
       pg_total_relation_size(c.oid) AS total_bytes,
       pg_indexes_size(c.oid) AS index_bytes
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 CROSS JOIN LATERAL (SELECT obj_description(c.oid, 'pg_class') AS comment) AS d
 WHERE n.nspname IN (:'schema'::text, :'quarantine'::text)
   AND c.relkind = 'r'
   AND NOT c.relispartition
   AND d.comment LIKE '{"litellm-dba":%'
 ORDER BY c.relname COLLATE "C", n.nspname COLLATE "C";
