-- Lets the planner know how many rows were staged.
--
-- returns
-- writes
-- needs    PostgreSQL 13

ANALYZE pg_temp.staged;
