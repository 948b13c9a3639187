-- Notes how many rows of other tables this session has changed so far, for "conserved".
--
-- returns  noted text
-- reads
-- needs    PostgreSQL 13
--
-- The counters of a transaction also hold what the session has not yet reported of those before.

SELECT set_config('litellm_dba.others',
                  coalesce(jsonb_object_agg(s.relid, s.n_tup_ins + s.n_tup_upd + s.n_tup_del),
                           '{}')::text, true) AS noted
  FROM pg_stat_xact_user_tables AS s
 WHERE s.n_tup_ins + s.n_tup_upd + s.n_tup_del > 0;
