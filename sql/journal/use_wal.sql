-- Readers and a writer do not wait for each other.
--
-- returns  journal_mode text
-- writes
PRAGMA journal_mode = WAL;
