-- Users, their teams and the names of their keys there: a line for each, for bulk onboarding.
--
-- :now              timestamp  in UTC; keys that have expired are left out
-- :protected_users  text[]     LiteLLM's own, which it makes by itself
-- :with_aliases     bool    true: a team by its alias, where no other team has the same
-- returns  user_id text, email text, role text, team text, key_alias text
-- for      membership
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable.user_role
-- needs    LiteLLM_TeamTable.team_alias
-- needs    LiteLLM_VerificationToken.user_id, LiteLLM_VerificationToken.team_id,
--          LiteLLM_VerificationToken.key_alias, LiteLLM_VerificationToken.expires,
--          LiteLLM_VerificationToken.blocked
--
-- "" stands for no team until the end. A key without an alias has no name to give; one of a team
-- that is gone has no place to go.

WITH membership AS (
    :part
), team AS (
    SELECT t.team_id,
           CASE WHEN :'with_aliases'::boolean
                 AND t.team_alias <> ''
                 AND count(*) OVER (PARTITION BY t.team_alias) = 1
                THEN t.team_alias
                ELSE t.team_id
            END AS name
      FROM "LiteLLM_TeamTable" AS t
     WHERE t.team_id <> ''
    UNION ALL
    SELECT '', ''
), key AS (
    SELECT DISTINCT k.user_id, team.team_id, k.key_alias
      FROM "LiteLLM_VerificationToken" AS k
      JOIN team ON team.team_id = coalesce(k.team_id, '')
     WHERE k.key_alias <> ''
       AND k.blocked IS NOT TRUE
       AND (k.expires IS NULL OR k.expires > :'now'::timestamp)
), place AS (
    SELECT user_id, team_id FROM membership
    UNION
    SELECT user_id, team_id FROM key
)
SELECT u.user_id, u.user_email AS email, u.user_role AS role, nullif(team.name, '') AS team,
       key.key_alias
  FROM "LiteLLM_UserTable" AS u
  LEFT JOIN place ON place.user_id = u.user_id
  LEFT JOIN team ON team.team_id = place.team_id
  LEFT JOIN key ON key.user_id = place.user_id AND key.team_id = place.team_id
 WHERE u.user_id <> ALL (:'protected_users'::text[])
 ORDER BY u.user_id COLLATE "C", team.name COLLATE "C", place.team_id COLLATE "C",
       key.key_alias COLLATE "C";
