-- Tables that this transaction has changed besides the one it was meant to change, or its partitions.
--
-- What a trigger or a foreign key does counts as ours: the counters are those of the transaction in
-- progress, and other sessions do not show in them.
--
-- :table   text  the table that may be changed
-- returns  table_name text, row_count int8
-- reads
-- needs    PostgreSQL 13

SELECT s.relid::regclass::text AS table_name,
       s.n_tup_ins + s.n_tup_upd + s.n_tup_del AS row_count
  FROM pg_stat_xact_user_tables AS s
 WHERE s.n_tup_ins + s.n_tup_upd + s.n_tup_del > 0
   AND s.relid NOT IN (SELECT t.relid
                         FROM pg_partition_tree(quote_ident(:'table'::text)::regclass) AS t
                        UNION
                       SELECT quote_ident(:'table'::text)::regclass::oid)
 ORDER BY s.relid;
