-- Keys whose user is gone: they still work, with no limit of a user.
--
-- :protected_users  text[]  users that need no row
-- :protected_keys   text[]  tokens that are never an orphan
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
--
-- A key of an organisation, a project or an agent, one that a JWT maps to and one that has
-- replaced another have an owner besides the user.

SELECT k.token, k.key_name, k.key_alias, k.user_id, k.team_id, k.spend, k.created_at, k.expires
  FROM "LiteLLM_VerificationToken" AS k
 WHERE k.user_id <> ALL (:'protected_users'::text[])
   AND k.token <> ALL (:'protected_keys'::text[])
   AND k.team_id IS DISTINCT FROM 'litellm-dashboard'
   AND k.organization_id IS NULL  -- when LiteLLM_VerificationToken.organization_id
   AND k.project_id IS NULL  -- when LiteLLM_VerificationToken.project_id
   AND k.agent_id IS NULL  -- when LiteLLM_VerificationToken.agent_id
   AND NOT EXISTS (SELECT FROM "LiteLLM_JWTKeyMapping" AS j WHERE j.token = k.token)  -- when LiteLLM_JWTKeyMapping
   AND NOT EXISTS (SELECT FROM "LiteLLM_DeprecatedVerificationToken" AS d WHERE d.active_token_id = k.token)  -- when LiteLLM_DeprecatedVerificationToken
   AND NOT EXISTS (SELECT FROM "LiteLLM_UserTable" AS u WHERE u.user_id = k.user_id)
