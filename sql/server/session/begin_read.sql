-- Opens a transaction that only reads: one snapshot for all its statements.
--
-- returns
-- reads
-- needs    PostgreSQL 13

BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
