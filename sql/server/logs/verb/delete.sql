-- Deletes the rows of a slice.
--
-- for all
-- returns
-- writes
-- needs    PostgreSQL 13

DELETE FROM :"table" AS l
 WHERE
       :part
