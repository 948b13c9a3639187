-- What the planner thinks how many rows there are: from its statistics, reading nothing.
--
-- for time, day
-- returns  QUERY PLAN json
-- reads
-- needs    PostgreSQL 13

EXPLAIN (FORMAT JSON)
SELECT
  FROM :"table" AS l
 WHERE
       :part
