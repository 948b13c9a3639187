-- The snapshot of this transaction, for others to use, and when and where it is.
--
-- returns  snapshot text, taken text, lsn text
-- reads
-- needs    PostgreSQL 13

SELECT pg_export_snapshot() AS snapshot,
       (transaction_timestamp() AT TIME ZONE 'UTC')::text AS taken,
       CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
            ELSE pg_current_wal_insert_lsn()
       END::text AS lsn;
