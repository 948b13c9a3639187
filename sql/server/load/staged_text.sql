-- Fills the staging table with rows in the server's text format, for types that we do not know.
--
-- sample   stage=rows table=LiteLLM_VerificationToken columns=token
-- returns
-- writes
-- needs    PostgreSQL 13

COPY pg_temp.staged (:"columns") FROM STDIN (FORMAT text);
