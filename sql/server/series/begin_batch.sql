-- What every batch of a series begins with: our lock, the transaction's id, the place in the log.
--
-- returns  is_ours bool, xid text, wal_position text
-- writes
-- needs    PostgreSQL 13
--
-- The lock is that of operation/try_lock: one changing run of ours at a time in a schema.

SELECT pg_try_advisory_xact_lock(hashtext('litellm-dba'), hashtext(current_schemas(false)::text))
           AS is_ours,
       pg_current_xact_id()::text AS xid,
       pg_current_wal_insert_lsn()::text AS wal_position;
