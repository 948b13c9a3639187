-- The e-mails that only the users who go have: in rosters they mean nobody else.
--
-- :olds    text[]  user_ids
-- returns  email text
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable.user_email

SELECT DISTINCT lower(u.user_email) AS email
  FROM "LiteLLM_UserTable" AS u
 WHERE u.user_id = ANY (:'olds'::text[])
   AND u.user_email <> ''
   AND NOT EXISTS (SELECT
                     FROM "LiteLLM_UserTable" AS other
                    WHERE lower(other.user_email) = lower(u.user_email)
                      AND other.user_id <> ALL (:'olds'::text[]))
 ORDER BY 1;
