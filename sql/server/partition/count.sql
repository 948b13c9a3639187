-- How many rows a partition has, up to a limit: counting goes on no further than that.
--
-- :most    int8  no more than so many are counted
-- returns  row_count int8
-- sample   schema=public partition=LiteLLM_SpendLogs
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_SpendLogs

SELECT count(*) AS row_count
  FROM (SELECT FROM :"schema".:"partition" AS l LIMIT :'most'::int8) AS counted;
