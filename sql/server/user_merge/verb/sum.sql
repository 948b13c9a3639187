-- Adds what the rows that give way have counted to the row that is kept.
--
-- returns  :key, old text, new text
-- for      all
-- writes
-- needs    PostgreSQL 13

WITH kin AS (
    :part
), added AS (
    SELECT kept_part, kept_place, sum(measure) AS total
      FROM kin
     WHERE turn > 1
       AND measure <> 0
     GROUP BY kept_part, kept_place
)
UPDATE :"table" AS t
   SET :"measure" = coalesce(before.:"measure", 0) + added.total
  FROM added
  JOIN :"table" AS before ON before.tableoid = added.kept_part AND before.ctid = added.kept_place
 WHERE t.tableoid = added.kept_part
   AND t.ctid = added.kept_place
RETURNING t.:"key", before.:"measure"::text AS "old", t.:"measure"::text AS "new";
