-- Locks the rows in the order of their keys; what runs next sees them as they are then.
--
-- returns  locked int8
-- for      all
-- writes
-- needs    PostgreSQL 13

WITH mine AS (
    :part
)
SELECT count(*) AS locked
  FROM (SELECT FROM :"table"
         WHERE (:"key") IN (SELECT :"key" FROM mine)
         ORDER BY :"key"
           FOR UPDATE) AS t;
