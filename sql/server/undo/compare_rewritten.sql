-- How many rewritten rows are still as we left them, are as they were before, or are neither.
--
-- sample   stage=rewritten table=LiteLLM_TeamTable key=team_id edited=members,metadata after=members_after,metadata_after columns=team_id,members,metadata,members_after,metadata_after
-- returns  total int8, present int8, at_new int8, at_old int8
-- reads
-- needs    PostgreSQL 13

SELECT count(*) AS total,
       count(live.tableoid) AS present,
       count(*) FILTER (WHERE live.tableoid IS NOT NULL
                          AND ROW(live.:"edited")::text = ROW(staged.:"after")::text) AS at_new,
       count(*) FILTER (WHERE live.tableoid IS NOT NULL
                          AND ROW(live.:"edited")::text = ROW(staged.:"edited")::text) AS at_old
  FROM pg_temp.staged AS staged
  LEFT JOIN :"table" AS live USING (:"key");
