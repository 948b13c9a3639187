-- Puts back what we took out of a jsonb array that others have changed since: the elements of
-- the old value in their old order, but for those that others removed, then what others added.
-- What we ourselves had put in goes.
--
-- sample   stage=edits table=LiteLLM_TeamTable key=team_id column=members_with_roles
-- returns  :key, old text, new text
-- writes
-- needs    PostgreSQL 13

UPDATE :"table" AS live
   SET :"column" = edit.merged
  FROM (SELECT present.tableoid AS part, present.ctid AS place,
               present.:"column"::text AS present_text,
               coalesce((SELECT jsonb_agg(element ORDER BY place)
                           FROM jsonb_array_elements(staged."old") WITH ORDINALITY
                                    AS before (element, place)
                          WHERE element IN (SELECT jsonb_array_elements(present.:"column"))
                             OR element NOT IN (SELECT jsonb_array_elements(staged."new"))), '[]')
               || coalesce((SELECT jsonb_agg(element ORDER BY place)
                              FROM jsonb_array_elements(present.:"column") WITH ORDINALITY
                                       AS now (element, place)
                             WHERE element NOT IN (SELECT jsonb_array_elements(staged."old"))
                               AND element NOT IN (SELECT jsonb_array_elements(staged."new"))), '[]') AS merged
          FROM pg_temp.staged AS staged
          JOIN :"table" AS present USING (:"key")
         WHERE jsonb_typeof(present.:"column") = 'array'
           AND jsonb_typeof(staged."old") = 'array'
           AND jsonb_typeof(staged."new") = 'array'
           AND present.:"column"::text IS DISTINCT FROM staged."new"::text
           AND present.:"column"::text IS DISTINCT FROM staged."old"::text) AS edit
 WHERE live.tableoid = edit.part
   AND live.ctid = edit.place
   AND live.:"column" IS DISTINCT FROM edit.merged
RETURNING :"key", edit.present_text AS "old", live.:"column"::text AS "new";
