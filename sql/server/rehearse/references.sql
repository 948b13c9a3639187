-- How many rows of one temporary table refer to a row of another that is not there.
--
-- returns  count int8
-- reads
-- sample   stage=rehearsed rehearsed=rehearsed parent=rehearsed table=LiteLLM_TeamTable columns=team_id parent_columns=team_id
-- needs    PostgreSQL 13

SELECT count(*) AS count
  FROM pg_temp.:"rehearsed" AS child
 WHERE (child.:"columns") IS NOT NULL
   AND NOT EXISTS (SELECT
                     FROM pg_temp.:"parent" AS parent
                    WHERE (parent.:"parent_columns") = (child.:"columns"));
