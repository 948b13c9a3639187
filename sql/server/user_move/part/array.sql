-- Rows of a table whose list has one of the ids.
--
-- :olds    text[]  user_ids
-- reads
-- needs    PostgreSQL 13
-- sample   table=LiteLLM_TeamTable key=team_id column=members

SELECT t.:"key", t.tableoid AS part, t.ctid AS place, t.:"column" AS before
  FROM :"table" AS t
 WHERE t.:"column" && :'olds'::text[]
