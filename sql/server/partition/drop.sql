-- Drops a table that was put aside; refused when something depends on it.
--
-- returns
-- sample   schema=litellm_dba_quarantine partition=LiteLLM_SpendLogs_p20260923
-- writes
-- needs    PostgreSQL 13

DROP TABLE :"schema".:"partition";
