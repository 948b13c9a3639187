-- A file of a set into its temporary table, as psql would load it.
--
-- returns
-- writes
-- sample   stage=rehearsed rehearsed=rehearsed table=LiteLLM_TeamTable columns=team_id,members
-- needs    PostgreSQL 13

COPY pg_temp.:"rehearsed" (:"columns") FROM STDIN (FORMAT csv, HEADER);
