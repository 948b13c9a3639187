-- The foreign keys between those tables and from tables of other schemas to them, one row for each
-- pair of columns.
--
-- A table of another schema is named with it: "reports.note". The copies that partitioning makes
-- for each partition are not listed.
--
-- :schema  text  where LiteLLM's tables are
-- returns  constraint_name text, table_name text, column_name text, parent_table text,
--          parent_column text, on_delete text, updates_cascade bool
-- reads
-- needs    PostgreSQL 13

SELECT k.conname::text AS constraint_name,
       CASE WHEN c.relnamespace = p.relnamespace THEN c.relname::text
            ELSE format('%s.%s', n.nspname, c.relname)
       END AS table_name,
       a.attname::text AS column_name,
       p.relname::text AS parent_table,
       pa.attname::text AS parent_column,
       k.confdeltype::text AS on_delete,
       k.confupdtype = 'c' AS updates_cascade
  FROM pg_class AS c
  JOIN pg_constraint AS k ON k.conrelid = c.oid AND k.contype = 'f' AND k.conparentid = 0
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
  JOIN pg_class AS p ON p.oid = k.confrelid
 CROSS JOIN LATERAL unnest(k.conkey, k.confkey) WITH ORDINALITY AS part (attnum, parent, place)
  JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = part.attnum
  JOIN pg_attribute AS pa ON pa.attrelid = p.oid AND pa.attnum = part.parent
 WHERE p.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :'schema'::text)
   AND c.relkind IN ('r', 'p')
   AND NOT c.relispartition
 ORDER BY n.nspname <> :'schema'::text, n.nspname COLLATE "C", c.relname COLLATE "C",
       k.conname COLLATE "C", part.place;
