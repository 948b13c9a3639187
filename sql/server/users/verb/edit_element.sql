-- Takes the elements out of the list; one that had none else becomes empty, not NULL.
--
-- returns  :key, old text, new text
-- for      element
-- writes
-- needs    PostgreSQL 13
--
-- Elements are known by their position, so the lock must be held already.

WITH mine AS (
    :part
), gone AS (
    SELECT :"key", array_agg(position) AS positions FROM mine GROUP BY :"key"
)
UPDATE :"table" AS t
   SET :"column" = ARRAY(SELECT e.value
                           FROM unnest(before.:"column") WITH ORDINALITY AS e (value, position)
                          WHERE e.position <> ALL (before.positions)
                          ORDER BY e.position)
  FROM (SELECT :"key", :"column", positions FROM gone JOIN :"table" USING (:"key")) AS before
 WHERE (t.:"key") = (before.:"key")
   AND t.:"column" = before.:"column"
RETURNING t.:"key", before.:"column"::text AS "old", t.:"column"::text AS "new";
