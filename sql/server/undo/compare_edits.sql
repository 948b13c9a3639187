-- How many edited values are still as we left them, are as they were before, or are neither.
--
-- sample   stage=edits table=LiteLLM_TeamTable key=team_id column=members
-- returns  total int8, present int8, at_new int8, at_old int8
-- reads
-- needs    PostgreSQL 13

SELECT count(*) AS total,
       count(live.tableoid) AS present,
       count(*) FILTER (WHERE live.tableoid IS NOT NULL
                          AND live.:"column"::text IS NOT DISTINCT FROM staged."new"::text) AS at_new,
       count(*) FILTER (WHERE live.tableoid IS NOT NULL
                          AND live.:"column"::text IS NOT DISTINCT FROM staged."old"::text) AS at_old
  FROM pg_temp.staged AS staged
  LEFT JOIN :"table" AS live USING (:"key");
