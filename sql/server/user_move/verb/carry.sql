-- What ON UPDATE CASCADE is about to do: the rows as they will be, with their locks.
--
-- :new          text  user_id
-- :column_name  text  the column, as text
-- returns  :key, old text, new text
-- for      plain
-- writes
-- needs    PostgreSQL 13
--
-- The key returned is the new one, for the column may be part of it.

WITH place AS (
    :part
)
SELECT after.:"key", t.:"column"::text AS "old", after.:"column"::text AS "new"
  FROM :"table" AS t
 CROSS JOIN LATERAL
       jsonb_populate_record(t, jsonb_build_object(:'column_name'::text, :'new'::text)) AS after
 WHERE (t.tableoid, t.ctid) IN (SELECT part, place FROM place)
   FOR UPDATE OF t;
