-- Opens a transaction that changes something.
--
-- returns
-- writes
-- needs    PostgreSQL 13

BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE;
