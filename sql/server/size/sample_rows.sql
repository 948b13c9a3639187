-- Some rows of a table as an archive holds them.
--
-- :percent  float4  of the pages that are read
-- returns  :columns
-- sample   table=LiteLLM_SpendLogs columns=request_id,startTime
-- reads
-- needs    PostgreSQL 13

COPY (SELECT l.:"columns"
        FROM :"table" AS l TABLESAMPLE SYSTEM (:'percent'::float4) REPEATABLE (1)) TO STDOUT (FORMAT csv);
