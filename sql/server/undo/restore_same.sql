-- Gives back the old value where the present one is still what we left.
--
-- sample   stage=edits table=LiteLLM_TeamTable key=team_id column=members
-- returns  :key, old text, new text
-- writes
-- needs    PostgreSQL 13

UPDATE :"table" AS live
   SET :"column" = edit.old_value
  FROM (SELECT present.tableoid AS part, present.ctid AS place,
               staged."old" AS old_value, staged."new"::text AS new_text
          FROM pg_temp.staged AS staged
          JOIN :"table" AS present USING (:"key")
         WHERE present.:"column"::text IS NOT DISTINCT FROM staged."new"::text) AS edit
 WHERE live.tableoid = edit.part
   AND live.ctid = edit.place
RETURNING :"key", edit.new_text AS "old", live.:"column"::text AS "new";
