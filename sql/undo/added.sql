-- Takes back what was added to a number; what others added to it since stays.
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
   SET :"column" = undo.value
  FROM (SELECT live.tableoid AS partition, live.ctid AS place,
               CASE WHEN live.:"column" = undo_rows.new THEN undo_rows.old
                    ELSE live.:"column" - (undo_rows.new - coalesce(undo_rows.old, 0)) END AS value
          FROM :"table" AS live
          JOIN pg_temp.undo_rows USING (:"key")
         WHERE live.:"column" >= undo_rows.new
           FOR UPDATE OF live) AS undo
 WHERE edited.tableoid = undo.partition
   AND edited.ctid = undo.place;
DROP TABLE pg_temp.undo_rows;
