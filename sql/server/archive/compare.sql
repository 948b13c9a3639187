-- How many of the staged rows the table has, and how many of those have the same values.
--
-- sample   stage=rows table=LiteLLM_VerificationToken key=token columns=token,spend
-- returns  total int8, present int8, same int8
-- reads
-- needs    PostgreSQL 13
--
-- Only in the columns that the archive has: the table may have got others since.

SELECT count(*) AS total,
       count(live.tableoid) AS present,
       count(*) FILTER (WHERE live.tableoid IS NOT NULL
                          AND ROW(live.:"columns")::text = ROW(staged.:"columns")::text) AS same
  FROM pg_temp.staged AS staged
  LEFT JOIN :"table" AS live USING (:"key");
