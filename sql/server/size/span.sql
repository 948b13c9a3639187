-- The oldest and the newest time in a table, through an index, or in a small table without one.
--
-- returns  oldest text, newest text
-- sample   table=LiteLLM_SpendLogs time=startTime
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_SpendLogs.startTime

SELECT min(l.:"time")::text AS oldest, max(l.:"time")::text AS newest
  FROM :"table" AS l;
