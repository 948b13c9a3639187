-- Adds the spend of the users who go to that of the user who stays.
--
-- :olds    text[]  user_ids
-- :new     text    user_id
-- returns  user_id text, old text, new text
-- writes
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable.spend

UPDATE "LiteLLM_UserTable" AS u
   SET spend = before.spend + added.spend
  FROM "LiteLLM_UserTable" AS before
 CROSS JOIN (SELECT sum(spend) AS spend
               FROM "LiteLLM_UserTable"
              WHERE user_id = ANY (:'olds'::text[])) AS added
 WHERE u.user_id = :'new'::text
   AND before.user_id = u.user_id
   AND added.spend <> 0
RETURNING u.user_id, before.spend::text AS "old", u.spend::text AS "new";
