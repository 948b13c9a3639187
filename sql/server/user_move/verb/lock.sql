-- Locks the rows in the order of their keys; what runs next sees them as they are then.
--
-- returns  locked int8
-- for      plain typed array roster
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
