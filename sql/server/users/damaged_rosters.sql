-- Teams whose roster mentions one of the users in a way that nobody can read.
--
-- :ids     text[]  the users
-- returns  team_id text, team_alias text
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable.user_email, LiteLLM_TeamTable.team_alias,
--          LiteLLM_TeamTable.members_with_roles

SELECT t.team_id, t.team_alias
  FROM (SELECT team_id, team_alias, translate(lower(members_with_roles::text), '"\', '') AS text,
               :include readable_roster
               AS roster
          FROM "LiteLLM_TeamTable"
        OFFSET 0) AS t
 WHERE (t.roster IS NULL OR jsonb_typeof(t.roster) NOT IN ('array', 'object', 'null'))
   AND EXISTS (SELECT FROM "LiteLLM_UserTable" AS u
                CROSS JOIN LATERAL (VALUES (u.user_id), (u.user_email)) AS m (mark)
                WHERE u.user_id = ANY (:'ids'::text[])
                  AND m.mark <> ''
                  AND strpos(t.text, translate(lower(m.mark), '"\', '')) > 0)
 ORDER BY t.team_id;
