-- Where a table is that was a partition once; no row when it is gone.
--
-- :oid     text  by which the catalog knows it
-- :table   text  whose partition it was
-- returns  schema_name text, partition_name text, is_attached bool, comment text
-- reads
-- needs    PostgreSQL 13

SELECT n.nspname::text AS schema_name,
       c.relname::text AS partition_name,
       EXISTS (SELECT
                 FROM pg_inherits AS h
                WHERE h.inhrelid = c.oid
                  AND h.inhparent = quote_ident(:'table'::text)::regclass) AS is_attached,
       obj_description(c.oid, 'pg_class') AS comment
  FROM pg_class AS c
  JOIN pg_namespace AS n ON n.oid = c.relnamespace
 WHERE c.oid = :'oid'::text::oid
   AND c.relkind = 'r';
