-- Puts back what we took out of a roster that others have changed since: the entries of the old
-- value in their old order, but for those that others removed, then what others added. What we
-- ourselves had put in goes.
--
-- sample   stage=edits table=LiteLLM_TeamTable key=team_id column=members_with_roles
-- returns  :key, old text, new text
-- writes
-- needs    PostgreSQL 13
--
-- A roster is an array, {} when it is empty, or a string with JSON in it, and stays of its kind. A
-- string is only cast when a strict pattern knows it as an array of flat objects (as in
-- orphans/part/roster_entry): one that is damaged would fail the whole undo, and stays as it is.

UPDATE :"table" AS live
   SET :"column" = CASE WHEN edit.is_string THEN to_jsonb(edit.merged::text) ELSE edit.merged END
  FROM (SELECT place.part, place.place, place.present_text, roster.is_string,
               coalesce((SELECT jsonb_agg(element ORDER BY place)
                           FROM jsonb_array_elements(roster.before) WITH ORDINALITY
                                    AS before (element, place)
                          WHERE element IN (SELECT jsonb_array_elements(roster.now))
                             OR element NOT IN (SELECT jsonb_array_elements(roster.ours))), '[]')
               || coalesce((SELECT jsonb_agg(element ORDER BY place)
                              FROM jsonb_array_elements(roster.now) WITH ORDINALITY
                                       AS now (element, place)
                             WHERE element NOT IN (SELECT jsonb_array_elements(roster.before))
                               AND element NOT IN (SELECT jsonb_array_elements(roster.ours))), '[]')
               AS merged
          FROM (SELECT present.tableoid AS part, present.ctid AS place,
                       present.:"column"::text AS present_text, present.:"column" AS present,
                       staged."old", staged."new"
                  FROM pg_temp.staged AS staged
                  JOIN :"table" AS present USING (:"key")
                 WHERE present.:"column"::text IS DISTINCT FROM staged."new"::text
                   AND present.:"column"::text IS DISTINCT FROM staged."old"::text) AS place
         CROSS JOIN LATERAL
               (SELECT jsonb_typeof(place.present) = 'string' AS is_string,
                       CASE jsonb_typeof(place."old")
                            WHEN 'string' THEN (place."old" #>> '{}')::jsonb
                            ELSE place."old"
                        END AS before,
                       CASE jsonb_typeof(place."new")
                            WHEN 'string' THEN (place."new" #>> '{}')::jsonb
                            ELSE place."new"
                        END AS ours,
                       CASE WHEN jsonb_typeof(place.present) = 'array' THEN place.present
                            WHEN place.present = '{}' THEN '[]'
                            WHEN jsonb_typeof(place.present) = 'string'
                             AND regexp_replace(
                                   regexp_replace(
                                     place.present #>> '{}',
                                     '"([^"\\\u0001-\u001f]|\\["\\/bfnrt]'
                                     '|\\u(?!0000|[dD][89a-fA-F])[0-9a-fA-F]{4})*"',
                                     '""', 'g'),
                                   '\{[ \t\r\n]*'
                                   '(""[ \t\r\n]*:[ \t\r\n]*(""|null|true|false|-?(0|[1-9][0-9]{0,14}))[ \t\r\n]*'
                                   '(,[ \t\r\n]*""[ \t\r\n]*:[ \t\r\n]*(""|null|true|false|-?(0|[1-9][0-9]{0,14}))[ \t\r\n]*)*)?'
                                   '\}',
                                   '{}', 'g')
                                 ~ ('^[ \t\r\n]*\[[ \t\r\n]*(\{\}[ \t\r\n]*(,[ \t\r\n]*\{\}[ \t\r\n]*)*)?'
                                    '\][ \t\r\n]*$')
                             AND (getdatabaseencoding() = 'UTF8'
                                  OR strpos(place.present #>> '{}', '\u') = 0)
                            THEN (place.present #>> '{}')::jsonb
                        END AS now) AS roster
         WHERE jsonb_typeof(roster.before) = 'array'
           AND jsonb_typeof(roster.ours) = 'array'
           AND jsonb_typeof(roster.now) = 'array') AS edit
 WHERE live.tableoid = edit.part
   AND live.ctid = edit.place
   AND live.:"column" IS DISTINCT FROM CASE WHEN edit.is_string THEN to_jsonb(edit.merged::text)
                                            ELSE edit.merged
                                        END
RETURNING :"key", edit.present_text AS "old", live.:"column"::text AS "new";
