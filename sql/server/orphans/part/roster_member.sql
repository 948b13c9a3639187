-- Elements of a team's members whose user is gone.
--
-- :protected_users  text[]  users that need no row
-- returns  team_id text, team_alias text, column_name text, position int8, user_id text,
--          user_email text, role text
-- table    LiteLLM_TeamTable
-- key      team_id, position
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_TeamTable.members, LiteLLM_TeamTable.team_alias, LiteLLM_TeamTable.team_id
-- needs    LiteLLM_UserTable.user_id

SELECT t.team_id, t.team_alias, 'members' AS column_name, e.position, e.user_id,
       NULL::text AS user_email, NULL::text AS role
  FROM "LiteLLM_TeamTable" AS t
 CROSS JOIN LATERAL unnest(t.members) WITH ORDINALITY AS e (user_id, position)
 WHERE array_ndims(t.members) = 1
   AND e.user_id <> ALL (:'protected_users'::text[])
   AND NOT EXISTS (SELECT FROM "LiteLLM_UserTable" AS u WHERE u.user_id = e.user_id)
