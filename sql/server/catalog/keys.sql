-- The columns of the primary keys of those tables, in the keys' own order.
--
-- :schema  text  where LiteLLM's tables are
-- returns  table_name text, column_name text
-- reads
-- needs    PostgreSQL 13

SELECT c.relname::text AS table_name,
       a.attname::text AS column_name
  FROM pg_class AS c
  JOIN pg_constraint AS k ON k.conrelid = c.oid AND k.contype = 'p'
 CROSS JOIN LATERAL unnest(k.conkey) WITH ORDINALITY AS part (attnum, place)
  JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = part.attnum
 WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :'schema'::text)
   AND c.relkind IN ('r', 'p')
   AND NOT c.relispartition
 ORDER BY c.relname COLLATE "C", part.place;
