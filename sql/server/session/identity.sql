-- Which server this is, and how it can be used.
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
       system_identifier::text AS system_identifier,
       -- The checkpoint still names the old timeline for a while after a promotion.
       CASE WHEN pg_is_in_recovery() THEN timeline_id::int8
            ELSE ('x' || substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8))::bit(32)::int8
       END AS timeline
  FROM pg_control_system()
 CROSS JOIN pg_control_checkpoint();
