-- Puts back what we took out of a text[] that others have changed since: the elements of
-- the old value in their old order, but for those that others removed, then what others added.
-- What we ourselves had put in goes.
--
-- sample   stage=edits table=LiteLLM_TeamTable key=team_id column=members
-- returns  :key, old text, new text
-- writes
-- needs    PostgreSQL 13
--
-- An element may be NULL, which array_position finds and "= ANY" does not. It searches one
-- dimension only: an array that has more by now stays as it is.

UPDATE :"table" AS live
   SET :"column" = edit.merged
  FROM (SELECT present.tableoid AS part, present.ctid AS place,
               present.:"column"::text AS present_text,
               ARRAY(SELECT element
                       FROM unnest(staged."old") WITH ORDINALITY AS before (element, place)
                      WHERE array_position(present.:"column", element) IS NOT NULL
                         OR array_position(staged."new", element) IS NULL
                      ORDER BY place)
               || ARRAY(SELECT element
                          FROM unnest(present.:"column") WITH ORDINALITY AS now (element, place)
                         WHERE array_position(staged."old", element) IS NULL
                           AND array_position(staged."new", element) IS NULL
                         ORDER BY place) AS merged
          FROM pg_temp.staged AS staged
          JOIN :"table" AS present USING (:"key")
         WHERE present.:"column"::text IS DISTINCT FROM staged."new"::text
           AND present.:"column"::text IS DISTINCT FROM staged."old"::text
           AND coalesce(array_ndims(present.:"column"), 1) = 1) AS edit
 WHERE live.tableoid = edit.part
   AND live.ctid = edit.place
   AND live.:"column" IS DISTINCT FROM edit.merged
RETURNING :"key", edit.present_text AS "old", live.:"column"::text AS "new";
