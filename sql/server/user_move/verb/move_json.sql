-- Gives the JSON the new user_id under that name.
--
-- :new     text  user_id
-- returns  :key, old text, new text
-- for      chunk_json
-- writes
-- needs    PostgreSQL 13

WITH place AS (
    :part
)
UPDATE :"table" AS t
   SET :"column" = place.before || jsonb_build_object(:'path'::text, :'new'::text)
  FROM place
 WHERE t.tableoid = place.part
   AND t.ctid = place.place
RETURNING t.:"key", place.before::text AS "old", t.:"column"::text AS "new";
