-- Fills a table with rows in the server's text format, for types that we do not know.
--
-- sample   table=LiteLLM_VerificationToken columns=token
-- returns
-- writes
-- needs    PostgreSQL 13

COPY :"table" (:"columns") FROM STDIN (FORMAT text);
