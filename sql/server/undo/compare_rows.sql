-- How many of the staged rows the table has, and how many of those are the same to the byte.
--
-- sample   stage=rows table=LiteLLM_VerificationToken key=token
-- returns  total int8, present int8, same int8
-- reads
-- needs    PostgreSQL 13

SELECT count(*) AS total,
       count(live.tableoid) AS present,
       count(*) FILTER (WHERE live.tableoid IS NOT NULL AND live *= staged) AS same
  FROM pg_temp.staged AS staged
  LEFT JOIN :"table" AS live USING (:"key");
