-- A temporary table like one of LiteLLM's, with all that a row of it must satisfy.
--
-- A partitioned table becomes an ordinary one; foreign keys are checked apart.
--
-- returns
-- writes
-- sample   rehearsed=rehearsed table=LiteLLM_TeamTable
-- needs    PostgreSQL 13

CREATE TEMPORARY TABLE :"rehearsed" (LIKE :"table" INCLUDING ALL) ON COMMIT DROP;
