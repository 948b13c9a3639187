-- A user's row, for people: without its password.
--
-- :ids     text[]  the user
-- returns  user_id text, user_email text, user_alias text, user_role text, sso_user_id text,
--          provider text, has_password bool, spend float8, max_budget float8, budget_duration text,
--          budget_reset_at timestamp, created_at text
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable.user_email, LiteLLM_UserTable.user_alias,
--          LiteLLM_UserTable.user_role, LiteLLM_UserTable.metadata, LiteLLM_UserTable.password,
--          LiteLLM_UserTable.spend, LiteLLM_UserTable.max_budget,
--          LiteLLM_UserTable.budget_duration, LiteLLM_UserTable.budget_reset_at

SELECT u.user_id, u.user_email, u.user_alias, u.user_role,
       to_jsonb(u) ->> 'sso_user_id' AS sso_user_id,
       u.metadata ->> 'auth_provider' AS provider, u.password IS NOT NULL AS has_password,
       u.spend, u.max_budget, u.budget_duration, u.budget_reset_at,
       to_jsonb(u) ->> 'created_at' AS created_at
  FROM "LiteLLM_UserTable" AS u
 WHERE u.user_id = ANY (:'ids'::text[]);
