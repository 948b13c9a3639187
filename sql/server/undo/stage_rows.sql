-- A place for the rows of a file, made like the table they came from.
--
-- sample   table=LiteLLM_VerificationToken
-- returns
-- writes
-- needs    PostgreSQL 13
--
-- Generated columns are in no file; the server computes them here as it does there.

CREATE TEMPORARY TABLE staged (LIKE :"table" INCLUDING DEFAULTS INCLUDING GENERATED) ON COMMIT DROP;
