-- The schemas of this database in which LiteLLM seems to live, for a hint.
--
-- returns  schema text
-- reads
-- needs    PostgreSQL 13

SELECT n.nspname::text AS schema
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.relname IN ('LiteLLM_VerificationToken', 'LiteLLM_UserTable')
   AND c.relkind IN ('r', 'p')
 GROUP BY n.nspname
 ORDER BY n.nspname COLLATE "C";
