-- Puts the new user_id where the old ones stand in the list; there once, wherever it came first.
--
-- :new     text  user_id
-- returns  :key, old text, new text
-- for      array
-- writes
-- needs    PostgreSQL 13

WITH place AS (
    :part
)
UPDATE :"table" AS t
   SET :"column" = ARRAY(SELECT e.value
                           FROM (SELECT n.value, n.position,
                                        row_number() OVER (PARTITION BY n.value
                                                               ORDER BY n.position) AS turn
                                   FROM (SELECT CASE WHEN o.value = ANY (:'olds'::text[])
                                                     THEN :'new'::text
                                                     ELSE o.value
                                                 END AS value,
                                                o.position
                                           FROM unnest(place.before) WITH ORDINALITY
                                                    AS o (value, position)) AS n) AS e
                          WHERE e.turn = 1
                             OR e.value IS DISTINCT FROM :'new'::text
                          ORDER BY e.position)
  FROM place
 WHERE t.tableoid = place.part
   AND t.ctid = place.place
RETURNING t.:"key", place.before::text AS "old", t.:"column"::text AS "new";
