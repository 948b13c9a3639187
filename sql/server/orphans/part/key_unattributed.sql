-- Keys with a user and nothing else, as /user/new makes them: no team, no alias, no creator.
--
-- :now             timestamp  the present, in UTC
-- :protected_keys  text[]     tokens that are never an orphan
-- returns  token text, key_name text, key_alias text, user_id text, team_id text, spend float8,
--          created_at timestamp, expires timestamp
-- table    LiteLLM_VerificationToken
-- key      token
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_VerificationToken.created_at, LiteLLM_VerificationToken.expires
-- needs    LiteLLM_VerificationToken.key_alias, LiteLLM_VerificationToken.key_name
-- needs    LiteLLM_VerificationToken.spend, LiteLLM_VerificationToken.team_id
-- needs    LiteLLM_VerificationToken.token, LiteLLM_VerificationToken.user_id
-- needs    LiteLLM_UserTable.user_id
--          LiteLLM_VerificationToken.expires, LiteLLM_VerificationToken.key_alias

SELECT k.token, k.key_name, k.key_alias, k.user_id, k.team_id, k.spend, k.created_at, k.expires
  FROM "LiteLLM_VerificationToken" AS k
  JOIN "LiteLLM_UserTable" AS u ON u.user_id = k.user_id
 WHERE k.team_id IS NULL
   AND k.key_alias IS NULL
   AND k.created_by IS NULL  -- when LiteLLM_VerificationToken.created_by
   AND (k.expires IS NULL OR k.expires >= :'now'::timestamp)
   AND k.token <> ALL (:'protected_keys'::text[])
   AND k.organization_id IS NULL  -- when LiteLLM_VerificationToken.organization_id
   AND k.project_id IS NULL  -- when LiteLLM_VerificationToken.project_id
   AND k.agent_id IS NULL  -- when LiteLLM_VerificationToken.agent_id
   AND NOT EXISTS (SELECT FROM "LiteLLM_JWTKeyMapping" AS j WHERE j.token = k.token)  -- when LiteLLM_JWTKeyMapping
   AND NOT EXISTS (SELECT FROM "LiteLLM_DeprecatedVerificationToken" AS d WHERE d.active_token_id = k.token)  -- when LiteLLM_DeprecatedVerificationToken
