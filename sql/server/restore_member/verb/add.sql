-- Adds what is missing behind what is there.
--
-- returns  :key, old text, new text
-- for      all
-- writes
-- needs    PostgreSQL 13
--
-- Where somebody changed a row a moment ago it stays as it is, and is missing in what is returned.

UPDATE :"table" AS live
   SET :"column" = edit.merged
  FROM (
    :part
) AS edit
 WHERE live.tableoid = edit.part
   AND live.ctid = edit.place
RETURNING live.:"key", edit.present_text AS "old", live.:"column"::text AS "new";
