-- Deletes the rows of a slice and returns them: what is archived is what was deleted.
--
-- for all
-- returns  :columns
-- writes
-- needs    PostgreSQL 13

COPY (DELETE FROM :"table" AS l
       WHERE
             :part
      RETURNING l.:"columns") TO STDOUT (FORMAT csv);
