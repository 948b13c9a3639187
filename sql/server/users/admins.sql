-- Whether proxy admins are among the users, and how many there are besides.
--
-- :ids              text[]  the users
-- :protected_users  text[]  users that are no people
-- returns  among int8, others int8
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable.user_role

SELECT count(*) FILTER (WHERE user_id = ANY (:'ids'::text[])) AS among,
       count(*) FILTER (WHERE user_id <> ALL (:'ids'::text[])
                          AND user_id <> ALL (:'protected_users'::text[])) AS others
  FROM "LiteLLM_UserTable"
 WHERE user_role = 'proxy_admin';
