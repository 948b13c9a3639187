-- Locks some rows in the order of their keys.
--
-- returns  locked int8
-- for      chunk chunk_typed chunk_json
-- writes
-- needs    PostgreSQL 13

WITH place AS (
    :part
)
SELECT count(*) AS locked
  FROM (SELECT FROM :"table"
         WHERE (:"key") IN (SELECT :"key" FROM place)
         ORDER BY :"key"
           FOR UPDATE) AS t;
