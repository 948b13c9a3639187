-- A user's keys, those of the dashboard's sessions included.
--
-- :ids     text[]  the user
-- returns  key_alias text, key_name text, team_id text, team_alias text, blocked bool,
--          expires timestamp, spend float8, last_used text, token text
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_VerificationToken.user_id, LiteLLM_VerificationToken.key_alias,
--          LiteLLM_VerificationToken.key_name, LiteLLM_VerificationToken.team_id,
--          LiteLLM_VerificationToken.expires, LiteLLM_VerificationToken.spend,
--          LiteLLM_TeamTable.team_alias

SELECT k.key_alias, k.key_name, k.team_id, t.team_alias,
       coalesce((to_jsonb(k) ->> 'blocked')::bool, FALSE) AS blocked, k.expires, k.spend,
       to_jsonb(k) ->> 'last_active' AS last_used, k.token
  FROM "LiteLLM_VerificationToken" AS k
  LEFT JOIN "LiteLLM_TeamTable" AS t ON t.team_id = k.team_id
 WHERE k.user_id = ANY (:'ids'::text[])
 ORDER BY k.team_id NULLS FIRST, k.key_alias, k.token;
