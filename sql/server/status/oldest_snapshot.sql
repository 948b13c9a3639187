-- Who keeps the server from removing dead rows: sessions, prepared transactions, replication.
--
-- :limit   int8  how many, those that hold back most first; NULL: all
-- returns  holder text, name text, transactions int8, since timestamp, only_catalogs bool
-- reads
-- needs    PostgreSQL 13
--
-- transactions: how many have begun since the oldest that it still sees. Other roles' sessions
-- show no start time to a role without pg_read_all_stats. What is at work in another database
-- holds nothing back in this one; a slot of logical replication holds only the catalogs.

SELECT h.holder, h.name, h.transactions, h.since, h.only_catalogs
  FROM (SELECT 'session' AS holder, concat_ws(' ', a.pid, a.usename, a.application_name) AS name,
               age(a.backend_xmin)::int8 AS transactions, a.xact_start AT TIME ZONE 'UTC' AS since,
               false AS only_catalogs
          FROM pg_stat_activity AS a
         WHERE a.backend_xmin IS NOT NULL
           AND (a.datid IS NULL OR a.datname = current_database())
           AND a.pid <> pg_backend_pid()
        UNION ALL
        SELECT 'prepared transaction', p.gid, age(p.transaction)::int8,
               p.prepared AT TIME ZONE 'UTC', false
          FROM pg_prepared_xacts AS p
         WHERE p.database = current_database()
        UNION ALL
        SELECT 'replication slot', s.slot_name::text,
               greatest(age(s.xmin), age(s.catalog_xmin))::int8, NULL, s.xmin IS NULL
          FROM pg_replication_slots AS s
         WHERE s.xmin IS NOT NULL
            OR s.catalog_xmin IS NOT NULL) AS h
 ORDER BY h.transactions DESC, h.holder, h.name
 LIMIT :'limit'::int8;
