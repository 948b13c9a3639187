-- Locks a table that was put aside, so that it holds what it holds until it is dropped.
--
-- returns
-- sample   schema=public partition=LiteLLM_SpendLogs
-- writes
-- needs    PostgreSQL 13

LOCK TABLE :"schema".:"partition" IN ACCESS EXCLUSIVE MODE;
