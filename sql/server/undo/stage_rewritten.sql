-- A place for rewritten rows: the key, and the columns' values before and after.
--
-- sample   table=LiteLLM_TeamTable key=team_id edited=members,metadata columns=team_id,members,metadata,members_after,metadata_after
-- returns
-- writes
-- needs    PostgreSQL 13

CREATE TEMPORARY TABLE staged (:"columns") ON COMMIT DROP AS
SELECT :"key", :"edited", :"edited"
  FROM :"table"
  WITH NO DATA;
