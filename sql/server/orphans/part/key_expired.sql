-- Keys that have expired and are in no other class.
--
-- :now              timestamp  the present, in UTC
-- :protected_users  text[]     users that need no row
-- :protected_teams  text[]     teams that need no row
-- :protected_keys   text[]     tokens that are never an orphan
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
-- needs    LiteLLM_TeamTable.team_id
-- needs    LiteLLM_UserTable.user_id
--          LiteLLM_VerificationToken.expires
--
-- An organisation, a project or an agent keeps a key out of key-without-user and
-- key-without-team, but not alive: expired, it belongs here.

SELECT k.token, k.key_name, k.key_alias, k.user_id, k.team_id, k.spend, k.created_at, k.expires
  FROM "LiteLLM_VerificationToken" AS k
  LEFT JOIN "LiteLLM_UserTable" AS u ON u.user_id = k.user_id
  LEFT JOIN "LiteLLM_TeamTable" AS t ON t.team_id = k.team_id
 WHERE k.expires < :'now'::timestamp
   AND k.token <> ALL (:'protected_keys'::text[])
   AND k.team_id IS DISTINCT FROM 'litellm-dashboard'
   AND (   (    (   k.user_id IS NULL
                 OR u.user_id IS NOT NULL
                 OR k.user_id = ANY (:'protected_users'::text[]))
            AND (   k.team_id IS NULL
                 OR t.team_id IS NOT NULL
                 OR k.team_id = ANY (:'protected_teams'::text[])))
        OR k.organization_id IS NOT NULL  -- when LiteLLM_VerificationToken.organization_id
        OR k.project_id IS NOT NULL  -- when LiteLLM_VerificationToken.project_id
        OR k.agent_id IS NOT NULL  -- when LiteLLM_VerificationToken.agent_id
       )
   AND NOT EXISTS (SELECT FROM "LiteLLM_JWTKeyMapping" AS j WHERE j.token = k.token)  -- when LiteLLM_JWTKeyMapping
   AND NOT EXISTS (SELECT FROM "LiteLLM_DeprecatedVerificationToken" AS d WHERE d.active_token_id = k.token)  -- when LiteLLM_DeprecatedVerificationToken
