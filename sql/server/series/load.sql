-- How busy the server is, for whoever wants to wait.
--
-- returns  lag_ms int8, waiting int8, active int8
-- reads
-- needs    PostgreSQL 13
--
-- lag_ms: of the replica that is furthest behind. What other roles do shows only to one with
-- pg_monitor: without it lag_ms is NULL and active counts our own role's sessions.

SELECT (SELECT (extract(epoch FROM max(r.replay_lag)) * 1000)::int8
          FROM pg_stat_replication AS r) AS lag_ms,
       (SELECT count(*) FROM pg_locks AS l WHERE NOT l.granted) AS waiting,
       (SELECT count(*)
          FROM pg_stat_activity AS a
         WHERE a.state = 'active'
           AND a.backend_type = 'client backend'
           AND a.pid <> pg_backend_pid()) AS active;
