-- What people call keys, teams and users, as long as somebody knows.
--
-- :keys    text[]  hashes
-- :teams   text[]  team ids
-- :users   text[]  user ids
-- returns  kind text, id text, name text
-- reads
-- needs    PostgreSQL 13
--
-- Of those that are gone, LiteLLM's own tables of deleted keys and teams know the last name.

SELECT n.kind, n.id, (array_agg(n.name ORDER BY n.rank, n.at DESC NULLS LAST))[1] AS name
  FROM (SELECT 'key' AS kind, token AS id, key_alias AS name, 1 AS rank, NULL::timestamp AS at
          FROM "LiteLLM_VerificationToken"
         WHERE token = ANY (:'keys'::text[])
        UNION ALL
        SELECT 'key', token, key_alias, 2, deleted_at  -- when LiteLLM_DeletedVerificationToken
          FROM "LiteLLM_DeletedVerificationToken"  -- when LiteLLM_DeletedVerificationToken
         WHERE token = ANY (:'keys'::text[])  -- when LiteLLM_DeletedVerificationToken
        UNION ALL  -- when LiteLLM_DeletedVerificationToken
        SELECT 'team', team_id, team_alias, 1, NULL
          FROM "LiteLLM_TeamTable"
         WHERE team_id = ANY (:'teams'::text[])
        UNION ALL
        SELECT 'team', team_id, team_alias, 2, deleted_at  -- when LiteLLM_DeletedTeamTable
          FROM "LiteLLM_DeletedTeamTable"  -- when LiteLLM_DeletedTeamTable
         WHERE team_id = ANY (:'teams'::text[])  -- when LiteLLM_DeletedTeamTable
        UNION ALL  -- when LiteLLM_DeletedTeamTable
        SELECT 'user', user_id, user_email, 1, NULL
          FROM "LiteLLM_UserTable"
         WHERE user_id = ANY (:'users'::text[])) AS n
 WHERE n.name IS NOT NULL
 GROUP BY n.kind, n.id
 ORDER BY n.kind, n.id COLLATE "C";
