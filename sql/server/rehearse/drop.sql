-- Gives back the room of a temporary table that was compared.
--
-- returns
-- writes
-- sample   stage=rehearsed rehearsed=rehearsed table=LiteLLM_TeamTable
-- needs    PostgreSQL 13

DROP TABLE pg_temp.:"rehearsed";
