-- Who takes over what users made for others: default_user_id, else the oldest proxy admin.
--
-- :ids     text[]  users that go
-- returns  user_id text
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable.user_role
--
-- Old versions do not know when a user was created: then the first by user_id.

SELECT u.user_id
  FROM "LiteLLM_UserTable" AS u
 WHERE u.user_id <> ALL (:'ids'::text[])
   AND (u.user_id = 'default_user_id' OR u.user_role = 'proxy_admin')
 ORDER BY u.user_id <> 'default_user_id', to_jsonb(u) ->> 'created_at' NULLS LAST, u.user_id
 LIMIT 1;
