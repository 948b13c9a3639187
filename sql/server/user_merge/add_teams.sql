-- Adds the teams of the users who go to the list of the user who stays, each once.
--
-- :olds    text[]  user_ids
-- :new     text    user_id
-- returns  user_id text, old text, new text
-- writes
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable.teams

UPDATE "LiteLLM_UserTable" AS u
   SET teams = coalesce(before.teams, '{}') || added.teams
  FROM "LiteLLM_UserTable" AS before
 CROSS JOIN LATERAL
       (SELECT array_agg(DISTINCT team) AS teams
          FROM "LiteLLM_UserTable" AS f, unnest(f.teams) AS team
         WHERE f.user_id = ANY (:'olds'::text[])
           AND team <> ALL (coalesce(before.teams, '{}'))) AS added
 WHERE u.user_id = :'new'::text
   AND before.user_id = u.user_id
   AND added.teams IS NOT NULL
RETURNING u.user_id, before.teams::text AS "old", u.teams::text AS "new";
