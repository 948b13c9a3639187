-- The rows of a partition, of a range of time, for an archive or for what they cost. They stay.
--
-- :from    timestamp  the first instant
-- :to      timestamp  the first instant behind the range
-- returns  :columns
-- sample   schema=public table=LiteLLM_SpendLogs partition=LiteLLM_SpendLogs time=startTime columns=request_id,startTime
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_SpendLogs.startTime

COPY (SELECT l.:"columns"
        FROM :"schema".:"partition" AS l
       WHERE l.:"time" >= :'from'::timestamp
         AND l.:"time" < :'to'::timestamp) TO STDOUT (FORMAT csv);
