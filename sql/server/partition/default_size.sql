-- How large the default partition of a table is: attaching another one reads all of it, while others
-- wait. No row when there is none.
--
-- :table   text  the table
-- returns  heap_bytes int8
-- reads
-- needs    PostgreSQL 13

SELECT sum(pg_relation_size(leaf.relid))::int8 AS heap_bytes
  FROM pg_partitioned_table AS k
 CROSS JOIN LATERAL (SELECT k.partdefid AS relid
                      UNION
                     SELECT tree.relid FROM pg_partition_tree(k.partdefid) AS tree) AS leaf
 WHERE k.partrelid = quote_ident(:'table'::text)::regclass
   AND k.partdefid <> 0
HAVING count(*) > 0;
