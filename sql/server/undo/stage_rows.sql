-- A place for the rows of a file, made like the table they came from.
--
-- sample   table=LiteLLM_VerificationToken
-- returns
-- writes
-- needs    PostgreSQL 13

CREATE TEMPORARY TABLE staged (LIKE :"table" INCLUDING DEFAULTS) ON COMMIT DROP;
