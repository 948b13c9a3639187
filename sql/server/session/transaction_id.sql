-- The id of the transaction in progress, by which its fate can be asked later.
--
-- returns  xid text
-- writes
-- needs    PostgreSQL 13

SELECT pg_current_xact_id()::text AS xid;
