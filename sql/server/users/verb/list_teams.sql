-- The teams a user is in: by roster, by its own list, by a membership with a budget.
--
-- returns  team_id text, team_alias text, role text, is_rostered bool, listed int8,
--          member_spend float8, member_budget text, is_gone bool
-- for      entry
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable.teams, LiteLLM_TeamTable.team_alias, LiteLLM_TeamTable.members,
--          LiteLLM_TeamTable.admins, LiteLLM_TeamMembership.spend, LiteLLM_TeamMembership.budget_id
--
-- listed says how often the user's own list names the team: 1 is right.

WITH mine AS (
    :part
), place AS (
    SELECT m.team_id, m.element ->> 'role' AS role, TRUE AS is_rostered, 0 AS listed FROM mine AS m
    UNION ALL
    SELECT unnest(u.teams), NULL, FALSE, 1
      FROM "LiteLLM_UserTable" AS u
     WHERE u.user_id = ANY (:'ids'::text[])
    UNION ALL
    SELECT t.team_id, CASE WHEN t.admins && :'ids'::text[] THEN 'admin' ELSE 'user' END, TRUE, 0
      FROM "LiteLLM_TeamTable" AS t
     WHERE t.members && :'ids'::text[] OR t.admins && :'ids'::text[]
    UNION ALL
    SELECT m.team_id, NULL, FALSE, 0
      FROM "LiteLLM_TeamMembership" AS m
     WHERE m.user_id = ANY (:'ids'::text[])
)
SELECT p.team_id, t.team_alias, min(p.role) AS role, bool_or(p.is_rostered) AS is_rostered,
       sum(p.listed) AS listed, m.spend AS member_spend, m.budget_id AS member_budget,
       t.team_id IS NULL AS is_gone
  FROM place AS p
  LEFT JOIN "LiteLLM_TeamTable" AS t ON t.team_id = p.team_id
  LEFT JOIN "LiteLLM_TeamMembership" AS m ON m.team_id = p.team_id AND m.user_id = ANY (:'ids'::text[])
 GROUP BY p.team_id, t.team_id, t.team_alias, m.spend, m.budget_id
 ORDER BY p.team_id;
