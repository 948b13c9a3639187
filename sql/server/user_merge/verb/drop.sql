-- Deletes the rows that give way and returns them whole.
--
-- returns  :table.*
-- for      all
-- writes
-- needs    PostgreSQL 13

WITH kin AS (
    :part
)
DELETE FROM :"table" AS t
 USING kin
 WHERE t.tableoid = kin.part
   AND t.ctid = kin.place
   AND kin.turn > 1
RETURNING t.*;
