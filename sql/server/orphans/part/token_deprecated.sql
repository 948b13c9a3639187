-- Replaced keys whose grace period is over, or whose successor is gone.
--
-- :now     timestamp  the present, in UTC
-- returns  id text, token text, active_token_id text, revoke_at timestamp, created_at timestamp
-- table    LiteLLM_DeprecatedVerificationToken
-- key      id
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_DeprecatedVerificationToken.active_token_id
-- needs    LiteLLM_DeprecatedVerificationToken.created_at, LiteLLM_DeprecatedVerificationToken.id
-- needs    LiteLLM_DeprecatedVerificationToken.revoke_at, LiteLLM_DeprecatedVerificationToken.token
-- needs    LiteLLM_VerificationToken.token

SELECT d.id, d.token, d.active_token_id, d.revoke_at, d.created_at
  FROM "LiteLLM_DeprecatedVerificationToken" AS d
  LEFT JOIN "LiteLLM_VerificationToken" AS k ON k.token = d.active_token_id
 WHERE d.revoke_at < :'now'::timestamp
    OR k.token IS NULL
