-- Puts a table into another schema, with its indexes.
--
-- returns
-- sample   schema=public partition=LiteLLM_SpendLogs_p20260923 quarantine=litellm_dba_quarantine
-- writes
-- needs    PostgreSQL 13

ALTER TABLE :"schema".:"partition" SET SCHEMA :"quarantine";
