-- Elements of a team's admins whose user is gone.
--
-- :protected_users  text[]  users that need no row
-- returns  team_id text, team_alias text, column_name text, position int8, user_id text,
--          user_email text, role text
-- table    LiteLLM_TeamTable
-- key      team_id, position
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_TeamTable.admins, LiteLLM_TeamTable.team_alias, LiteLLM_TeamTable.team_id
-- needs    LiteLLM_UserTable.user_id

SELECT t.team_id, t.team_alias, 'admins' AS column_name, e.position, e.user_id,
       NULL::text AS user_email, NULL::text AS role
  FROM "LiteLLM_TeamTable" AS t
 CROSS JOIN LATERAL unnest(t.admins) WITH ORDINALITY AS e (user_id, position)
 WHERE array_ndims(t.admins) = 1
   AND e.user_id <> ALL (:'protected_users'::text[])
   AND NOT EXISTS (SELECT FROM "LiteLLM_UserTable" AS u WHERE u.user_id = e.user_id)
