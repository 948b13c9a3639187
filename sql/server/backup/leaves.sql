-- Where the rows of each table lie: the table itself, or its partitions.
--
-- Bytes are those of rows and of what they store beside them, without indexes. What has no pages of
-- its own (a partition elsewhere) can be read, but not by ranges of pages.
--
-- :schema  text    where the tables are
-- :tables  text[]  their names
-- returns  table_name text, leaf_schema text, leaf_name text, has_pages bool, page_count int8,
--          total_bytes int8
-- reads
-- needs    PostgreSQL 13

SELECT root.relname::text AS table_name,
       n.nspname::text AS leaf_schema,
       leaf.relname::text AS leaf_name,
       leaf.relkind = 'r' AS has_pages,
       CASE WHEN leaf.relkind = 'r'
            THEN pg_relation_size(leaf.oid) / current_setting('block_size')::int8
            ELSE 0
       END AS page_count,
       CASE WHEN leaf.relkind = 'r' THEN pg_table_size(leaf.oid) ELSE 0 END AS total_bytes
  FROM pg_class AS root
 CROSS JOIN LATERAL (SELECT root.oid AS leaf_oid
                      WHERE root.relkind = 'r'
                      UNION ALL
                     SELECT tree.relid
                       FROM pg_partition_tree(root.oid) AS tree
                      WHERE root.relkind = 'p'
                        AND tree.isleaf
                        AND tree.relid <> root.oid) AS below
  JOIN pg_class AS leaf ON leaf.oid = below.leaf_oid
  JOIN pg_namespace AS n ON n.oid = leaf.relnamespace
 WHERE root.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :'schema'::text)
   AND root.relname = ANY (:'tables'::text[])
   AND root.relkind IN ('r', 'p')
 ORDER BY root.relname COLLATE "C", n.nspname COLLATE "C", leaf.relname COLLATE "C";
