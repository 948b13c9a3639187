-- Blocks the keys; nothing else of them changes.
--
-- returns  :key, old text, new text
-- for      open_key
-- writes
-- needs    PostgreSQL 13

WITH mine AS (
    :part
)
UPDATE :"table" AS t
   SET blocked = TRUE
  FROM (SELECT :"key", blocked::text AS old_text FROM mine) AS before
 WHERE (t.:"key") = (before.:"key")
RETURNING t.:"key", before.old_text AS "old", t.blocked::text AS "new";
