-- The team of that id, or else all that have that alias.
--
-- :team    text  an id or an alias
-- returns  team_id text
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_TeamTable.team_alias

SELECT t.team_id
  FROM "LiteLLM_TeamTable" AS t
 WHERE t.team_id = :'team'::text
    OR (t.team_alias = :'team'::text
        AND NOT EXISTS (SELECT FROM "LiteLLM_TeamTable" AS o WHERE o.team_id = :'team'::text))
 ORDER BY t.team_id COLLATE "C";
