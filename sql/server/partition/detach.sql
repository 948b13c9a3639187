-- Takes a partition out of its table. Not CONCURRENTLY: that is refused beside a default partition.
--
-- returns
-- sample   table=LiteLLM_SpendLogs schema=public partition=LiteLLM_SpendLogs_p20260923
-- writes
-- needs    PostgreSQL 13

ALTER TABLE :"table" DETACH PARTITION :"schema".:"partition";
