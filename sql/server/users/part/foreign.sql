-- Rows of a table that name one of the ids in a column of another type than text.
--
-- :ids     text[]  whose rows
-- sample   table=LiteLLM_TeamTable key=team_id column=model_id value=team_id
-- reads
-- needs    PostgreSQL 13

SELECT t.*
  FROM :"table" AS t
 WHERE t.:"column"::text = ANY (:'ids'::text[])
