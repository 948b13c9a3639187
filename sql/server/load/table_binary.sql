-- Fills a table with rows in the server's own binary format, by the names of the columns.
--
-- sample   table=LiteLLM_VerificationToken columns=token
-- returns
-- writes
-- needs    PostgreSQL 13

COPY :"table" (:"columns") FROM STDIN (FORMAT binary);
