-- Which server this is, where the role may not look into the cluster's control file.
--
-- returns  backend_pid int4, version text, version_number int4, database text, user text,
--          is_standby bool, is_read_only bool, system_identifier text, timeline int8
-- reads
-- needs    PostgreSQL 13

SELECT pg_backend_pid() AS backend_pid,
       split_part(current_setting('server_version'), ' ', 1) AS version,
       current_setting('server_version_num')::int4 AS version_number,
       current_database()::text AS database,
       current_user::text AS "user",
       pg_is_in_recovery() AS is_standby,
       current_setting('default_transaction_read_only')::bool AS is_read_only,
       '' AS system_identifier,
       0::int8 AS timeline;
