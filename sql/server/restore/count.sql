-- How many rows a table has, counted no further than to a limit.
--
-- :limit   int8  where counting stops
-- sample   table=LiteLLM_UserTable
-- returns  rows int8
-- reads
-- needs    PostgreSQL 13

SELECT count(*) AS rows
  FROM (SELECT FROM :"table" LIMIT :'limit'::int8) AS live;
