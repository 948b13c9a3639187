-- Makes the changes of a transaction last.
--
-- returns
-- writes
-- needs    PostgreSQL 13

COMMIT;
