-- Fills the staging table with a file's rows, by the names of its columns.
--
-- sample   table=LiteLLM_VerificationToken columns=token
-- returns
-- writes
-- needs    PostgreSQL 13

COPY pg_temp.staged (:"columns") FROM STDIN (FORMAT csv, HEADER);
