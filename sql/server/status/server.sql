-- The server at a glance.
--
-- returns  version text, started timestamp, is_standby bool, database_bytes int8,
--          connections int8, max_connections int4, litellm_connections int8, autovacuum bool
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable
--
-- LiteLLM gives its connections no name, so they are known by whose they are: the owner of its
-- tables, in this database, and not our own. That much every role may see.

SELECT current_setting('server_version') AS version,
       pg_postmaster_start_time() AT TIME ZONE 'UTC' AS started,
       pg_is_in_recovery() AS is_standby,
       pg_database_size(current_database()) AS database_bytes,
       (SELECT sum(d.numbackends)::int8 FROM pg_stat_database AS d) AS connections,
       current_setting('max_connections')::int4 AS max_connections,
       (SELECT count(*)
          FROM pg_stat_activity AS a
          JOIN pg_class AS c ON c.relowner = a.usesysid
         WHERE c.oid = '"LiteLLM_UserTable"'::regclass
           AND a.datname = current_database()
           AND a.application_name NOT LIKE 'litellm-dba/%') AS litellm_connections,
       current_setting('autovacuum')::bool AS autovacuum;
