-- Gives the rows the new user_id. When the column is part of the key, the key returned is the new one.
--
-- :new     text  user_id
-- returns  :key, old text, new text
-- for      plain typed chunk chunk_typed
-- writes
-- needs    PostgreSQL 13
--
-- Rows are known by their place, so the locks must be held already; one that changed all the same
-- is left as it is, and the count shows it.

WITH place AS (
    :part
)
UPDATE :"table" AS t
   SET :"column" = :'new'::text
  FROM place
 WHERE t.tableoid = place.part
   AND t.ctid = place.place
RETURNING t.:"key", place.before::text AS "old", t.:"column"::text AS "new";
