-- Makes the room of dead rows free for new ones, and looks anew at what the table holds.
--
-- returns
-- sample   schema=public table=LiteLLM_SpendLogs
-- writes
-- needs    PostgreSQL 13
--
-- It cannot run inside a transaction block, where a lock timeout could be set: so it waits for no
-- lock at all, and says when it passed a table over.

VACUUM (ANALYZE, SKIP_LOCKED) :"schema".:"table";
