-- Gives one column the staged value where it has another.
--
-- sample   stage=rows table=LiteLLM_TeamTable key=team_id column=members
-- returns  :key, old text, new text
-- writes
-- needs    PostgreSQL 13

UPDATE :"table" AS live
   SET :"column" = edit.wanted
  FROM (SELECT present.tableoid AS part, present.ctid AS place,
               staged.:"column" AS wanted, present.:"column"::text AS present_text
          FROM pg_temp.staged AS staged
          JOIN :"table" AS present USING (:"key")
         WHERE NOT ROW(present.:"column")::record *= ROW(staged.:"column")::record) AS edit
 WHERE live.tableoid = edit.part
   AND live.ctid = edit.place
RETURNING :"key", edit.present_text AS "old", live.:"column"::text AS "new";
