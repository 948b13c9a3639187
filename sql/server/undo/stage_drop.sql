-- Makes room for the next file.
--
-- returns
-- writes
-- needs    PostgreSQL 13

DROP TABLE pg_temp.staged;
