-- Puts deleted rows back; a row that is there again stays as it is.
--
-- A script for psql, not for the program.  Filled in: :"table", :"columns", :file.
-- writes
-- needs    PostgreSQL 13
CREATE TEMPORARY TABLE undo_rows ON COMMIT DROP AS
SELECT :"columns"
  FROM :"table"
  WITH NO DATA;
\copy pg_temp.undo_rows FROM :file WITH (FORMAT csv, HEADER)
INSERT INTO :"table" (:"columns")
       OVERRIDING SYSTEM VALUE
SELECT :"columns"
  FROM pg_temp.undo_rows
    ON CONFLICT DO NOTHING;
DROP TABLE pg_temp.undo_rows;
