-- Users, those who come through SSO, and administrators.
--
-- returns  users int8, sso_users int8, inactive_users int8, admins int8, admin_viewers int8
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable.user_role, LiteLLM_UserTable.metadata
--
-- Without a licence LiteLLM refuses every SSO login once it counts more than five users: all rows,
-- whoever they are for. Newer versions do not count those that SCIM has made inactive.

SELECT count(*) AS users,
       0::int8
       + count(u.sso_user_id)  -- when LiteLLM_UserTable.sso_user_id
       AS sso_users,
       count(*) FILTER (WHERE u.metadata ->> 'scim_active' = 'false') AS inactive_users,
       count(*) FILTER (WHERE u.user_role = 'proxy_admin') AS admins,
       count(*) FILTER (WHERE u.user_role = 'proxy_admin_viewer') AS admin_viewers
  FROM "LiteLLM_UserTable" AS u;
