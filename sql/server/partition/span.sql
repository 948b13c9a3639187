-- The oldest and the newest time in a partition, through its index.
--
-- returns  oldest timestamp, newest timestamp
-- sample   schema=public partition=LiteLLM_SpendLogs time=startTime
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_SpendLogs.startTime

SELECT min(l.:"time")::timestamp AS oldest, max(l.:"time")::timestamp AS newest
  FROM :"schema".:"partition" AS l;
