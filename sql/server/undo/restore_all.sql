-- Gives back the old value whatever the present one is.
--
-- sample   stage=edits table=LiteLLM_TeamTable key=team_id column=members
-- returns  :key, old text, new text
-- writes
-- needs    PostgreSQL 13

UPDATE :"table" AS live
   SET :"column" = edit.old_value
  FROM (SELECT present.tableoid AS part, present.ctid AS place,
               staged."old" AS old_value, present.:"column"::text AS present_text
          FROM pg_temp.staged AS staged
          JOIN :"table" AS present USING (:"key")
         WHERE present.:"column"::text IS DISTINCT FROM staged."old"::text) AS edit
 WHERE live.tableoid = edit.part
   AND live.ctid = edit.place
RETURNING :"key", edit.present_text AS "old", live.:"column"::text AS "new";
