-- Takes back what a transaction did so far.
--
-- returns
-- reads
-- needs    PostgreSQL 13

ROLLBACK;
