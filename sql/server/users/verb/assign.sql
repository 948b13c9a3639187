-- Gives the column another value.
--
-- :to      text  the value
-- returns  :key, old text, new text
-- for      owned authored own
-- writes
-- needs    PostgreSQL 13

WITH mine AS (
    :part
)
UPDATE :"table" AS t
   SET :"column" = :'to'::text
  FROM (SELECT :"key", :"column"::text AS old_text FROM mine) AS before
 WHERE (t.:"key") = (before.:"key")
RETURNING t.:"key", before.old_text AS "old", t.:"column"::text AS "new";
