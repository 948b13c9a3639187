-- Locks the teams' rows in the order of their ids; the edit runs next and sees them as they are then.
--
-- returns  locked int8
-- for      each of LiteLLM_TeamTable
-- writes
-- needs    PostgreSQL 13

WITH orphan AS (
    :part
)
SELECT count(*) AS locked
  FROM (SELECT FROM "LiteLLM_TeamTable"
         WHERE team_id IN (SELECT team_id FROM orphan)
         ORDER BY team_id
           FOR UPDATE) AS t;
