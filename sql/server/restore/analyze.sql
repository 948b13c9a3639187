-- Lets the planner know what a table holds now.
--
-- sample   table=LiteLLM_UserTable
-- returns
-- writes
-- needs    PostgreSQL 13

ANALYZE :"table";
