-- Tells the planner what a table now holds.
--
-- A script for psql, not for the program.  Filled in: :"table".
-- writes
-- needs    PostgreSQL 13
ANALYZE :"table";
