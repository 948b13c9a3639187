-- Locks the users' rows, the first of all rows: two runs at once wait for each other here.
--
-- :users   text[]  user_ids
-- returns  locked int8
-- writes
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable

SELECT count(*) AS locked
  FROM (SELECT FROM "LiteLLM_UserTable"
         WHERE user_id = ANY (:'users'::text[])
         ORDER BY user_id
           FOR UPDATE) AS u;
