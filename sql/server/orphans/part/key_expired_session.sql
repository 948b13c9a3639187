-- Sessions of the dashboard that have expired: keys of the team "litellm-dashboard".
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
--
-- Deleting a key can take its JWT mapping along, so a mapped one is left alone.

SELECT k.token, k.key_name, k.key_alias, k.user_id, k.team_id, k.spend, k.created_at, k.expires
  FROM "LiteLLM_VerificationToken" AS k
 WHERE k.team_id = 'litellm-dashboard'
   AND k.expires < :'now'::timestamp
   AND k.token <> ALL (:'protected_keys'::text[])
   AND NOT EXISTS (SELECT FROM "LiteLLM_JWTKeyMapping" AS j WHERE j.token = k.token)  -- when LiteLLM_JWTKeyMapping
