-- The users' own rows where a column is not yet what it is to become.
--
-- :ids     text[]  the users
-- :to      text    what it is to become, or NULL
-- sample   table=LiteLLM_UserTable key=user_id column=user_role
-- reads
-- needs    PostgreSQL 13

SELECT t.*
  FROM :"table" AS t
 WHERE t.user_id = ANY (:'ids'::text[])
   AND t.:"column"::text IS DISTINCT FROM :'to'::text
