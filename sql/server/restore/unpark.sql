-- Takes the staged rows of a table out again.
--
-- sample   parked=staged
-- returns
-- writes
-- needs    PostgreSQL 13

ALTER TABLE pg_temp.:"parked" RENAME TO staged;
