-- The sequences of LiteLLM's schema, and how far they have come.
--
-- One that the role may not read has no last value.
--
-- :schema  text  where they are
-- returns  sequence_name text, table_name text, column_name text, last_value int8, is_called bool
-- reads
-- needs    PostgreSQL 13

SELECT c.relname::text AS sequence_name,
       t.relname::text AS table_name,
       a.attname::text AS column_name,
       CASE WHEN v.is_open THEN coalesce(v.reached, s.seqstart) END AS last_value,
       v.reached IS NOT NULL AS is_called
  FROM pg_sequence AS s
  JOIN pg_class AS c ON c.oid = s.seqrelid
 CROSS JOIN LATERAL (SELECT has_sequence_privilege(c.oid, 'SELECT,USAGE') AS is_open,
                            CASE WHEN has_sequence_privilege(c.oid, 'SELECT,USAGE')
                                 THEN pg_sequence_last_value(c.oid) END AS reached) AS v
  LEFT JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid
                          AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0
                          AND d.deptype IN ('a', 'i')
  LEFT JOIN pg_class AS t ON t.oid = d.refobjid
  LEFT JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
 WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :'schema'::text)
 ORDER BY c.relname COLLATE "C";
