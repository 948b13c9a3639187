-- How many rows there are.
--
-- returns  rows int8
-- for      all
-- reads
-- needs    PostgreSQL 13

SELECT count(*) AS rows
  FROM (
    :part
) AS lost;
