-- Takes inserted rows away; a row that was changed since stays as it is.
--
-- A script for psql, not for the program.  Filled in: :"table", :"columns", :"key", :file.
-- writes
-- needs    PostgreSQL 13
CREATE TEMPORARY TABLE undo_rows ON COMMIT DROP AS
SELECT :"columns"
  FROM :"table"
  WITH NO DATA;
\copy pg_temp.undo_rows FROM :file WITH (FORMAT csv, HEADER)
DELETE FROM :"table"
 WHERE (:"key") IN
       (SELECT :"key"
          FROM (SELECT :"key", ROW(:"columns")::text AS content
                  FROM :"table"
                 WHERE (:"key") IN (SELECT :"key" FROM pg_temp.undo_rows)
             INTERSECT
                SELECT :"key", ROW(:"columns")::text
                  FROM pg_temp.undo_rows) AS unchanged);
DROP TABLE pg_temp.undo_rows;
