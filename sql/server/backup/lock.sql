-- Keeps tables as they are while they are read: no TRUNCATE, no change of their columns.
--
-- Comes before the snapshot is taken, since a table that is emptied or rewritten in between would
-- look empty. Readers and writers pass; it is the lock that every SELECT takes.
--
-- returns
-- reads
-- sample   tables=LiteLLM_TeamTable
-- needs    PostgreSQL 13

LOCK TABLE :"tables" IN ACCESS SHARE MODE;
