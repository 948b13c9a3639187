-- How many rows there are, up to a limit: counting goes on no further than that.
--
-- :most    int8  no more than so many are counted
-- for all
-- returns  row_count int8
-- reads
-- needs    PostgreSQL 13

SELECT count(*) AS row_count
  FROM (SELECT
          FROM :"table" AS l
         WHERE
               :part
         LIMIT :'most'::int8) AS counted;
