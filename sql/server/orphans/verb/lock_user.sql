-- Locks the users' rows in the order of their ids; the edit runs next and sees them as they are then.
--
-- returns  locked int8
-- for      each of LiteLLM_UserTable
-- writes
-- needs    PostgreSQL 13

WITH orphan AS (
    :part
)
SELECT count(*) AS locked
  FROM (SELECT FROM "LiteLLM_UserTable"
         WHERE user_id IN (SELECT user_id FROM orphan)
         ORDER BY user_id
           FOR UPDATE) AS t;
