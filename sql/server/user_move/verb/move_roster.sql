-- Gives the users' entries the new user_id: one entry, with the better role; a string stays a string.
--
-- :new     text  user_id
-- returns  :key, old text, new text
-- for      roster
-- writes
-- needs    PostgreSQL 13
--
-- The entry that is kept is the new user's own when there is one; nobody else's is touched.

WITH place AS (
    :part
), edited AS (
    SELECT p.part, p.place, p.before,
           (SELECT jsonb_agg(CASE WHEN NOT e.is_ours THEN e.value
                                  WHEN e.is_admin
                                  THEN e.value || jsonb_build_object('user_id', :'new'::text,
                                                                     'role', 'admin')
                                  ELSE e.value || jsonb_build_object('user_id', :'new'::text)
                              END ORDER BY e.position)
              FROM (SELECT o.*,
                           bool_or(o.is_ours AND o.value ->> 'role' = 'admin') OVER () AS is_admin,
                           row_number() OVER (PARTITION BY o.is_ours
                                                  ORDER BY (o.value ->> 'user_id' = :'new'::text)
                                                           IS NOT TRUE, o.position) AS turn
                      FROM (SELECT i.value, i.position,
                                   coalesce(i.value ->> 'user_id'
                                              = ANY (:'olds'::text[] || :'new'::text), false)
                                   OR (i.value ->> 'user_id' IS NULL
                                       AND coalesce(lower(i.value ->> 'user_email')
                                                      = ANY (:'emails'::text[]), false)) AS is_ours
                              FROM jsonb_array_elements(p.roster) WITH ORDINALITY
                                       AS i (value, position)) AS o) AS e
             WHERE NOT e.is_ours
                OR e.turn = 1) AS roster
      FROM place AS p
)
UPDATE :"table" AS t
   SET :"column" = CASE jsonb_typeof(edited.before)
                        WHEN 'string' THEN to_jsonb(edited.roster::text)
                        WHEN 'object' THEN edited.roster -> 0
                        ELSE edited.roster
                    END
  FROM edited
 WHERE t.tableoid = edited.part
   AND t.ctid = edited.place
RETURNING t.:"key", edited.before::text AS "old", t.:"column"::text AS "new";
