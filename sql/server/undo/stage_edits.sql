-- A place for edits: the key, and the column's value before and after.
--
-- sample   table=LiteLLM_TeamTable key=team_id column=members
-- returns
-- writes
-- needs    PostgreSQL 13

CREATE TEMPORARY TABLE staged ON COMMIT DROP AS
SELECT :"key", :"column" AS "old", :"column" AS "new"
  FROM :"table"
  WITH NO DATA;
