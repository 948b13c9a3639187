-- Entries of the guardrail index, older than an hour, whose request is no longer in the log.
--
-- :now     timestamp  the present, in UTC
-- returns  table_name text, request_id text, name text, start_time timestamp, guardrail_id text
-- table    LiteLLM_SpendLogGuardrailIndex
-- key      request_id, guardrail_id
-- hidden   guardrail_id
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_SpendLogGuardrailIndex.guardrail_id, LiteLLM_SpendLogGuardrailIndex.request_id
-- needs    LiteLLM_SpendLogGuardrailIndex.start_time
-- needs    LiteLLM_SpendLogs.request_id
--
-- The hour is for requests whose log is still on its way: LiteLLM writes it in batches.

SELECT 'LiteLLM_SpendLogGuardrailIndex' AS table_name, x.request_id, x.guardrail_id AS name,
       x.start_time, x.guardrail_id
  FROM "LiteLLM_SpendLogGuardrailIndex" AS x
 WHERE x.start_time < :'now'::timestamp - interval '1 hour'
   AND NOT EXISTS (SELECT FROM "LiteLLM_SpendLogs" AS s WHERE s.request_id = x.request_id)
