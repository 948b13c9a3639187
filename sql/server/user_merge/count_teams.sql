-- How many teams the user who stays would be given.
--
-- :olds    text[]  user_ids
-- :new     text    user_id
-- returns  count int8
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable.teams

SELECT count(DISTINCT team) AS count
  FROM "LiteLLM_UserTable" AS f, unnest(f.teams) AS team
 WHERE f.user_id = ANY (:'olds'::text[])
   AND team <> ALL (SELECT unnest(u.teams)
                      FROM "LiteLLM_UserTable" AS u
                     WHERE u.user_id = :'new'::text);
