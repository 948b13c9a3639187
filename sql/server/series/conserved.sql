-- Tables that this transaction has changed besides the one it was meant to change, or its partitions.
--
-- What a trigger or a foreign key does counts as ours: the counters are those of this session, and
-- other sessions do not show in them. "remember_others" must have been asked before.
--
-- :table   text  the table that may be changed
-- returns  table_name text, row_count int8
-- reads
-- needs    PostgreSQL 13

SELECT s.relid::regclass::text AS table_name, s.row_count - s.before AS row_count
  FROM (SELECT x.relid,
               x.n_tup_ins + x.n_tup_upd + x.n_tup_del AS row_count,
               coalesce((current_setting('litellm_dba.others')::jsonb ->> x.relid::text)::int8, 0)
                   AS before
          FROM pg_stat_xact_user_tables AS x
         WHERE x.n_tup_ins + x.n_tup_upd + x.n_tup_del > 0) AS s
  JOIN pg_class AS c ON c.oid = s.relid AND c.relnamespace <> pg_my_temp_schema()
 WHERE s.row_count > s.before
   AND s.relid NOT IN (SELECT t.relid
                         FROM pg_partition_tree(quote_ident(:'table'::text)::regclass) AS t
                        UNION
                       SELECT quote_ident(:'table'::text)::regclass::oid)
 ORDER BY s.relid;
