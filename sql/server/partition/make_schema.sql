-- The schema in which partitions wait that were detached. LiteLLM's own would not do: its start-up
-- drops tables that it does not know.
--
-- returns
-- sample   quarantine=litellm_dba_quarantine
-- writes
-- needs    PostgreSQL 13

CREATE SCHEMA :"quarantine";
