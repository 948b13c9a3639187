-- The foreign keys of those tables, one row for each pair of columns.
--
-- The copies that partitioning makes for each partition are not listed.
--
-- :schema  text  where LiteLLM's tables are
-- returns  constraint_name text, table_name text, column_name text, parent_table text,
--          parent_column text, on_delete text, updates_cascade bool
-- reads
-- needs    PostgreSQL 13

SELECT k.conname::text AS constraint_name,
       c.relname::text AS table_name,
       a.attname::text AS column_name,
       p.relname::text AS parent_table,
       pa.attname::text AS parent_column,
       k.confdeltype::text AS on_delete,
       k.confupdtype = 'c' AS updates_cascade
  FROM pg_class AS c
  JOIN pg_constraint AS k ON k.conrelid = c.oid AND k.contype = 'f' AND k.conparentid = 0
  JOIN pg_class AS p ON p.oid = k.confrelid
 CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS part (attnum, parent, place)
  JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = part.attnum
  JOIN pg_attribute AS pa ON pa.attrelid = p.oid AND pa.attnum = part.parent
 WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :'schema'::text)
   AND c.relkind IN ('r', 'p')
   AND NOT c.relispartition
 ORDER BY c.relname COLLATE "C", k.conname COLLATE "C", part.place;
