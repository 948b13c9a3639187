-- The rows of a temporary table, in the order in which they were loaded.
--
-- returns  :columns
-- reads
-- sample   stage=rehearsed rehearsed=rehearsed table=LiteLLM_TeamTable columns=team_id,members
-- needs    PostgreSQL 13

COPY (SELECT :"columns"
        FROM pg_temp.:"rehearsed") TO STDOUT (FORMAT csv);
