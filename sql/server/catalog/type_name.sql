-- The name of a type.
--
-- :type    oid  the type
-- returns  name text
-- reads
-- needs    PostgreSQL 13

SELECT format_type(:'type'::oid, NULL) AS name;
