-- One changing run of ours at a time in a schema: taken until the transaction ends.
--
-- returns  is_ours bool
-- reads
-- needs    PostgreSQL 13

SELECT pg_try_advisory_xact_lock(hashtext('litellm-dba'), hashtext(current_schemas(false)::text))
           AS is_ours;
