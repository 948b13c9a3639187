-- Team memberships (spend and budget of one member) whose user or team is gone.
--
-- :protected_users  text[]  users that need no row
-- :protected_teams  text[]  teams that need no row
-- returns  user_id text, team_id text, gone text, spend float8, budget_id text
-- table    LiteLLM_TeamMembership
-- key      user_id, team_id
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_TeamMembership.budget_id, LiteLLM_TeamMembership.spend
-- needs    LiteLLM_TeamMembership.team_id, LiteLLM_TeamMembership.user_id
-- needs    LiteLLM_TeamTable.team_id
-- needs    LiteLLM_UserTable.user_id

SELECT m.user_id, m.team_id,
       CASE WHEN u.user_id IS NOT NULL OR m.user_id = ANY (:'protected_users'::text[]) THEN 'team'
            WHEN t.team_id IS NOT NULL OR m.team_id = ANY (:'protected_teams'::text[]) THEN 'user'
            ELSE 'user and team'
        END AS gone,
       m.spend, m.budget_id
  FROM "LiteLLM_TeamMembership" AS m
  LEFT JOIN "LiteLLM_UserTable" AS u ON u.user_id = m.user_id
  LEFT JOIN "LiteLLM_TeamTable" AS t ON t.team_id = m.team_id
 WHERE (u.user_id IS NULL AND m.user_id <> ALL (:'protected_users'::text[]))
    OR (t.team_id IS NULL AND m.team_id <> ALL (:'protected_teams'::text[]))
