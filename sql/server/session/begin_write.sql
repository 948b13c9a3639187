-- Opens a transaction that changes something.  A role that is meant only to read stays so.
--
-- returns
-- writes
-- needs    PostgreSQL 13

BEGIN ISOLATION LEVEL READ COMMITTED;
