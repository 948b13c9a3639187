-- Somebody's own triggers that fire in our sessions, and what they fire on.
--
-- :schema  text  where LiteLLM's tables are
-- returns  table_name text, names text, on_insert bool, on_delete bool, on_update bool
-- reads
-- needs    PostgreSQL 13
--
-- What the bits of tgtype mean is part of PostgreSQL's catalog: 4 is INSERT, 8 DELETE, 16 UPDATE.

SELECT c.relname::text AS table_name,
       string_agg(t.tgname::text, ', ' ORDER BY t.tgname) AS names,
       bool_or(t.tgtype & 4 <> 0) AS on_insert,
       bool_or(t.tgtype & 8 <> 0) AS on_delete,
       bool_or(t.tgtype & 16 <> 0) AS on_update
  FROM pg_trigger AS t
  JOIN pg_class AS c ON c.oid = t.tgrelid
 WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :'schema'::text)
   AND t.tgenabled IN ('O', 'A')
   AND NOT t.tgisinternal
   AND NOT c.relispartition
 GROUP BY c.relname
 ORDER BY c.relname COLLATE "C";
