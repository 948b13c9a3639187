-- Gives an edited column its old value back; one that was changed again since stays as it is.
--
-- A script for psql, not for the program.  Filled in: :"table", :"column", :"key", :file.
-- writes
-- needs    PostgreSQL 13
CREATE TEMPORARY TABLE undo_rows ON COMMIT DROP AS
SELECT :"key", :"column" AS old, :"column" AS new
  FROM :"table"
  WITH NO DATA;
\copy pg_temp.undo_rows FROM :file WITH (FORMAT csv, HEADER)
UPDATE :"table" AS edited
   SET :"column" = undo.old
  FROM (SELECT live.tableoid AS partition, live.ctid AS place, undo_rows.old
          FROM :"table" AS live
          JOIN pg_temp.undo_rows USING (:"key")
         WHERE live.:"column"::text IS NOT DISTINCT FROM undo_rows.new::text
           FOR UPDATE OF live) AS undo
 WHERE edited.tableoid = undo.partition
   AND edited.ctid = undo.place;
DROP TABLE pg_temp.undo_rows;
