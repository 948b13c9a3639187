-- How many rows name the users.
--
-- returns  count int8
-- for      plain typed array roster
-- reads
-- needs    PostgreSQL 13

WITH place AS (
    :part
)
SELECT count(*) AS count
  FROM place;
