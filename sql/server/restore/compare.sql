-- How the staged rows of a set stand beside a table: there at all, and equal in every column that
-- both have.
--
-- sample   stage=rows table=LiteLLM_VerificationToken key=token columns=token
-- returns  wanted int8, present int8, same int8
-- reads
-- needs    PostgreSQL 13

SELECT count(*) AS wanted,
       count(live.tableoid) AS present,
       count(*) FILTER (WHERE live.tableoid IS NOT NULL
                          AND ROW(live.:"columns")::record *= ROW(staged.:"columns")::record) AS same
  FROM pg_temp.staged AS staged
  LEFT JOIN :"table" AS live USING (:"key");
