-- Who keeps the server from removing dead rows: sessions, prepared transactions, replication.
--
-- :limit   int8  how many, those that hold back most first; NULL: all
-- returns  holder text, name text, transactions int8, since timestamp
-- reads
-- needs    PostgreSQL 13
--
-- transactions: how many have begun since the oldest that it still sees. Other roles' sessions
-- show no start time to a role without pg_read_all_stats.

SELECT h.holder, h.name, h.transactions, h.since
  FROM (SELECT 'session' AS holder, concat_ws(' ', a.pid, a.usename, a.application_name) AS name,
               age(a.backend_xmin)::int8 AS transactions, a.xact_start AT TIME ZONE 'UTC' AS since
          FROM pg_stat_activity AS a
         WHERE a.backend_xmin IS NOT NULL
           AND a.pid <> pg_backend_pid()
        UNION ALL
        SELECT 'prepared transaction', p.gid, age(p.transaction)::int8, p.prepared AT TIME ZONE 'UTC'
          FROM pg_prepared_xacts AS p
        UNION ALL
        SELECT 'replication slot', s.slot_name::text,
               greatest(age(s.xmin), age(s.catalog_xmin))::int8, NULL
          FROM pg_replication_slots AS s
         WHERE s.xmin IS NOT NULL
            OR s.catalog_xmin IS NOT NULL) AS h
 ORDER BY h.transactions DESC, h.holder, h.name
 LIMIT :'limit'::int8;
