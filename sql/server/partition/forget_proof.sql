-- Takes the proof of "prove" away again.
--
-- returns
-- sample   schema=public partition=LiteLLM_SpendLogs_p20260923
-- writes
-- needs    PostgreSQL 13

ALTER TABLE :"schema".:"partition" DROP CONSTRAINT IF EXISTS litellm_dba_range;
