-- Whether partitions can be put aside: the schema for them, and what this role may do there.
--
-- :quarantine  text  the schema
-- returns  has_schema bool, may_make_schema bool, may_fill_schema bool
-- reads
-- needs    PostgreSQL 13

SELECT s.has_schema,
       has_database_privilege(current_database(), 'CREATE') AS may_make_schema,
       s.has_schema AND has_schema_privilege(:'quarantine'::text, 'CREATE') AS may_fill_schema
  FROM (SELECT EXISTS (SELECT
                         FROM pg_namespace AS n
                        WHERE n.nspname = :'quarantine'::text) AS has_schema) AS s;
