-- Adds what the rows that give way have counted to the row that is kept.
--
-- returns  :key, old text, new text
-- for      all
-- writes
-- needs    PostgreSQL 13

WITH kin AS (
    :part
), added AS (
    SELECT (array_agg(k.part ORDER BY k.turn))[1] AS part,
           (array_agg(k.place ORDER BY k.turn))[1] AS place,
           (array_agg(t.:"measure"::text ORDER BY k.turn))[1] AS before,
           sum(t.:"measure") FILTER (WHERE k.turn > 1) AS total
      FROM kin AS k
      JOIN :"table" AS t ON t.tableoid = k.part AND t.ctid = k.place
     GROUP BY k.kin
    HAVING count(*) > 1
)
UPDATE :"table" AS t
   SET :"measure" = coalesce(t.:"measure", 0) + added.total
  FROM added
 WHERE t.tableoid = added.part
   AND t.ctid = added.place
   AND added.total <> 0
RETURNING t.:"key", added.before AS "old", t.:"measure"::text AS "new";
