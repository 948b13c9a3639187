-- Takes back what we added to a number that others have added to since; what they added stays.
--
-- sample   stage=edits table=LiteLLM_UserTable key=user_id column=spend
-- returns  :key, old text, new text
-- writes
-- needs    PostgreSQL 13
--
-- One that is less than we left it was set anew since, and stays.

UPDATE :"table" AS live
   SET :"column" = edit.present - edit.added
  FROM (SELECT present.tableoid AS part, present.ctid AS place, present.:"column" AS present,
               staged."new" - coalesce(staged."old", 0) AS added
          FROM pg_temp.staged AS staged
          JOIN :"table" AS present USING (:"key")
         WHERE present.:"column" > staged."new"
           AND present.:"column" IS DISTINCT FROM staged."old") AS edit
 WHERE live.tableoid = edit.part
   AND live.ctid = edit.place
RETURNING :"key", edit.present::text AS "old", live.:"column"::text AS "new";
