-- Ids that no row of a table has.
--
-- :ids     text[]  to look for
-- sample   table=LiteLLM_TeamTable column=team_id
-- returns  id text
-- reads
-- needs    PostgreSQL 13

SELECT wanted.id
  FROM unnest(:'ids'::text[]) AS wanted (id)
 WHERE NOT EXISTS (SELECT FROM :"table" AS live WHERE live.:"column" = wanted.id)
 ORDER BY wanted.id COLLATE "C";
