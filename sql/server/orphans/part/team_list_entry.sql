-- Elements of a user's teams whose team is gone.
--
-- :protected_teams  text[]  teams that need no row
-- returns  user_id text, user_email text, position int8, team_id text
-- table    LiteLLM_UserTable
-- key      user_id, position
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable.teams, LiteLLM_UserTable.user_email, LiteLLM_UserTable.user_id
-- needs    LiteLLM_TeamTable.team_id

SELECT u.user_id, u.user_email, e.position, e.team_id
  FROM "LiteLLM_UserTable" AS u
 CROSS JOIN LATERAL unnest(u.teams) WITH ORDINALITY AS e (team_id, position)
 WHERE array_ndims(u.teams) = 1
   AND e.team_id <> ALL (:'protected_teams'::text[])
   AND NOT EXISTS (SELECT FROM "LiteLLM_TeamTable" AS t WHERE t.team_id = e.team_id)
