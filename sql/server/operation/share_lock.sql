-- One changing run of ours at a time in a schema: taken by each of several connections of one run.
--
-- The lock is that of try_lock, shared: another run gets neither form of it.
--
-- returns  is_ours bool, xid text
-- writes
-- needs    PostgreSQL 13

SELECT pg_try_advisory_xact_lock_shared(hashtext('litellm-dba'),
                                        hashtext(current_schemas(false)::text)) AS is_ours,
       pg_current_xact_id()::text AS xid;
