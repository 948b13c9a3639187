-- Gives one user's column another value.
--
-- :user    text  user_id
-- :value   text  NULL: takes it away
-- returns  user_id text, old text, new text
-- writes
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable
-- sample   column=user_role

UPDATE "LiteLLM_UserTable" AS u
   SET :"column" = :'value'::text
  FROM "LiteLLM_UserTable" AS before
 WHERE u.user_id = :'user'::text
   AND before.user_id = u.user_id
   AND before.:"column" IS DISTINCT FROM :'value'::text
RETURNING u.user_id, before.:"column" AS "old", u.:"column" AS "new";
