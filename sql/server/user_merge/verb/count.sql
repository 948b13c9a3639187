-- How many rows have to give way.
--
-- returns  count int8
-- for      all
-- reads
-- needs    PostgreSQL 13

WITH kin AS (
    :part
)
SELECT count(*) AS count
  FROM kin
 WHERE turn > 1;
