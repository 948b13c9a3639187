-- Where the server's log stands, and how much it has grown since.
--
-- :since   text  an earlier position, or NULL
-- returns  position text, bytes int8
-- reads
-- needs    PostgreSQL 13

SELECT pg_current_wal_insert_lsn()::text AS position,
       pg_wal_lsn_diff(pg_current_wal_insert_lsn(),
                       coalesce(:'since'::text::pg_lsn, pg_current_wal_insert_lsn()))::int8 AS bytes;
