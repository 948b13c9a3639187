-- Assertions of the identity provider about users who are gone.
--
-- :protected_users  text[]  users that need no row
-- returns  table_name text, user_id text, server_id text, updated_at timestamp
-- table    LiteLLM_SSOIdentityAssertion
-- key      user_id
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_SSOIdentityAssertion.updated_at, LiteLLM_SSOIdentityAssertion.user_id
-- needs    LiteLLM_UserTable.user_id

SELECT 'LiteLLM_SSOIdentityAssertion' AS table_name, s.user_id, NULL::text AS server_id, s.updated_at
  FROM "LiteLLM_SSOIdentityAssertion" AS s
 WHERE s.user_id <> ALL (:'protected_users'::text[])
   AND NOT EXISTS (SELECT FROM "LiteLLM_UserTable" AS u WHERE u.user_id = s.user_id)
