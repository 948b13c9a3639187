-- The same where a name has a control character, which a line of psql cannot hold.
--
-- A script for psql, not for the program.  Filled in: :"table", :"columns", :source.
-- writes
-- needs    PostgreSQL 13
CREATE TEMPORARY TABLE loaded_rows ON COMMIT DROP AS
SELECT :"columns"
  FROM :"table"
  WITH NO DATA;
\copy pg_temp.loaded_rows FROM :source WITH (FORMAT csv, HEADER)
INSERT INTO :"table" (:"columns")
       OVERRIDING SYSTEM VALUE
SELECT *
  FROM pg_temp.loaded_rows;
DROP TABLE pg_temp.loaded_rows;
