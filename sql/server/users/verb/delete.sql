-- Deletes the rows and returns them whole.
--
-- returns  :table.*
-- for      owned typed foreign invited budget permission
-- writes
-- needs    PostgreSQL 13

WITH mine AS (
    :part
)
DELETE FROM :"table" AS t
 WHERE (:"key") IN (SELECT :"key" FROM mine)
RETURNING t.*;
