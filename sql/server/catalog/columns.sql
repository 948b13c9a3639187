-- The columns of those tables, in the tables' own order.
--
-- :schema  text  where LiteLLM's tables are
-- returns  table_name text, column_name text, type text, not_null bool, default_expression text,
--          is_generated bool, is_enum bool
-- reads
-- needs    PostgreSQL 13

SELECT c.relname::text AS table_name,
       a.attname::text AS column_name,
       format_type(a.atttypid, a.atttypmod) AS type,
       a.attnotnull AS not_null,
       pg_get_expr(d.adbin, d.adrelid) AS default_expression,
       a.attgenerated <> '' AS is_generated,
       t.typtype = 'e' AS is_enum
  FROM pg_class AS c
  JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_type AS t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
 WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :'schema'::text)
   AND c.relkind IN ('r', 'p')
   AND NOT c.relispartition
 ORDER BY c.relname COLLATE "C", a.attnum;
