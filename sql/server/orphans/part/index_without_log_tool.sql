-- Entries of the tool index, older than an hour, whose request is no longer in the log.
--
-- :now     timestamp  the present, in UTC
-- returns  table_name text, request_id text, name text, start_time timestamp, tool_name text
-- table    LiteLLM_SpendLogToolIndex
-- key      request_id, tool_name
-- hidden   tool_name
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_SpendLogToolIndex.request_id, LiteLLM_SpendLogToolIndex.start_time
-- needs    LiteLLM_SpendLogToolIndex.tool_name
-- needs    LiteLLM_SpendLogs.request_id
--
-- The hour is for requests whose log is still on its way: LiteLLM writes it in batches.

SELECT 'LiteLLM_SpendLogToolIndex' AS table_name, x.request_id, x.tool_name AS name, x.start_time,
       x.tool_name
  FROM "LiteLLM_SpendLogToolIndex" AS x
 WHERE x.start_time < :'now'::timestamp - interval '1 hour'
   AND NOT EXISTS (SELECT FROM "LiteLLM_SpendLogs" AS s WHERE s.request_id = x.request_id)
