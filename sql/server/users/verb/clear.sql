-- Makes the column NULL.
--
-- returns  :key, old text, new text
-- for      owned foreign authored own
-- writes
-- needs    PostgreSQL 13

WITH mine AS (
    :part
)
UPDATE :"table" AS t
   SET :"column" = NULL
  FROM (SELECT :"key", :"column"::text AS old_text FROM mine) AS before
 WHERE (t.:"key") = (before.:"key")
RETURNING t.:"key", before.old_text AS "old", t.:"column"::text AS "new";
