-- Compares what the csv files of a version say with the catalog; see check-schema.

-- the expected: one table for each csv file
SET client_min_messages = warning;
SET search_path = :"schema";

CREATE TEMP TABLE tables_csv
       ("table" text, kind text, partition_of text, bound text, partition_key text);
CREATE TEMP TABLE columns_csv
       ("table" text, ordinal text, "column" text, type text, not_null text, "default" text);
CREATE TEMP TABLE keys_csv
       ("table" text, "constraint" text, kind text, columns text, ref_table text,
        ref_columns text, on_delete text, on_update text);
CREATE TEMP TABLE indexes_csv
       ("table" text, index text, "unique" text, method text, columns text, include text,
        "where" text);
CREATE TEMP TABLE enums_csv (enum text, ordinal text, label text);
CREATE TEMP TABLE functions_csv (function text, language text, arguments text);
CREATE TEMP TABLE triggers_csv ("table" text, trigger text, definition text);
CREATE TEMP TABLE views_csv (view text, depends_on text);

-- the differences
CREATE TEMP VIEW relation AS
SELECT c.*
  FROM pg_catalog.pg_class c
 WHERE c.relnamespace = :'schema'::regnamespace
   AND c.relname <> '_prisma_migrations';

CREATE FUNCTION pg_temp.names(of regclass, numbers int2[]) RETURNS text LANGUAGE sql AS $$
    SELECT string_agg(a.attname, ' ' ORDER BY n.at)
      FROM unnest(numbers) WITH ORDINALITY n(number, at)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = of AND a.attnum = n.number
$$;

CREATE FUNCTION pg_temp.rule(letter "char") RETURNS text LANGUAGE sql AS $$
    SELECT CASE letter WHEN 'c' THEN 'CASCADE' WHEN 'r' THEN 'RESTRICT' WHEN 'n' THEN 'SET NULL'
                       WHEN 'a' THEN 'NO ACTION' WHEN 'd' THEN 'SET DEFAULT' ELSE '' END
$$;

-- The csv files were read with public in front of what lies there.
CREATE FUNCTION pg_temp.neutral(text text) RETURNS text LANGUAGE sql AS
    $$ SELECT replace(text, 'public.', '') $$;

CREATE TEMP VIEW expected AS
SELECT concat_ws(' | ', 'table', "table", kind, partition_of, bound, partition_key) AS line
  FROM tables_csv
 UNION ALL
SELECT concat_ws(' | ', 'column', "table", ordinal, "column", pg_temp.neutral(type), not_null,
                 pg_temp.neutral("default"))
  FROM columns_csv
 UNION ALL
SELECT concat_ws(' | ', 'key', "table", "constraint", kind, columns, ref_table, ref_columns,
                 on_delete, on_update)
  FROM keys_csv
 UNION ALL
SELECT concat_ws(' | ', 'index', "table", index, "unique", method, columns, include, "where")
  FROM indexes_csv
 UNION ALL
SELECT concat_ws(' | ', 'enum', enum, ordinal, label) FROM enums_csv
 UNION ALL
SELECT concat_ws(' | ', 'function', function, language, arguments) FROM functions_csv
 UNION ALL
SELECT concat_ws(' | ', 'trigger', "table", trigger, pg_temp.neutral(definition)) FROM triggers_csv
 UNION ALL
SELECT concat_ws(' | ', 'view', view, depends_on) FROM views_csv;

CREATE TEMP VIEW found AS
SELECT concat_ws(' | ', 'table', r.relname, r.relkind,
                 coalesce((SELECT p.relname
                             FROM pg_catalog.pg_inherits i
                             JOIN pg_catalog.pg_class p ON p.oid = i.inhparent
                            WHERE i.inhrelid = r.oid), ''),
                 coalesce(pg_get_expr(r.relpartbound, r.oid), ''),
                 coalesce(pg_get_partkeydef(r.oid), '')) AS line
  FROM relation r
 WHERE r.relkind IN ('r', 'p')
 UNION ALL
SELECT concat_ws(' | ', 'column', r.relname, a.attnum, a.attname,
                 format_type(a.atttypid, a.atttypmod), left(a.attnotnull::text, 1),
                 coalesce(pg_get_expr(d.adbin, d.adrelid), ''))
  FROM relation r
  JOIN pg_catalog.pg_attribute a ON a.attrelid = r.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = r.oid AND d.adnum = a.attnum
 WHERE r.relkind IN ('r', 'p')
 UNION ALL
SELECT concat_ws(' | ', 'key', r.relname, k.conname, k.contype, pg_temp.names(k.conrelid, k.conkey),
                 coalesce(f.relname, ''),
                 coalesce(pg_temp.names(k.confrelid, k.confkey), ''),
                 CASE k.contype WHEN 'f' THEN pg_temp.rule(k.confdeltype) ELSE '' END,
                 CASE k.contype WHEN 'f' THEN pg_temp.rule(k.confupdtype) ELSE '' END)
  FROM relation r
  JOIN pg_catalog.pg_constraint k ON k.conrelid = r.oid AND k.contype <> 'n'
  LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
 UNION ALL
SELECT concat_ws(' | ', 'index', r.relname, i.relname, left(x.indisunique::text, 1), m.amname,
                 substring(pg_get_indexdef(x.indexrelid)
                           FROM ' USING \w+ \((.*?)\)(?: INCLUDE .*| WHERE .*)?$'),
                 coalesce(substring(pg_get_indexdef(x.indexrelid) FROM ' INCLUDE \((.*?)\)'), ''),
                 coalesce(pg_get_expr(x.indpred, x.indrelid), ''))
  FROM relation r
  JOIN pg_catalog.pg_index x ON x.indrelid = r.oid
  JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
  JOIN pg_catalog.pg_am m ON m.oid = i.relam
 UNION ALL
SELECT concat_ws(' | ', 'enum', t.typname, row_number() OVER (PARTITION BY t.oid
                                                              ORDER BY e.enumsortorder), e.enumlabel)
  FROM pg_catalog.pg_enum e
  JOIN pg_catalog.pg_type t ON t.oid = e.enumtypid
 WHERE t.typnamespace = :'schema'::regnamespace
 UNION ALL
SELECT concat_ws(' | ', 'function', p.proname, l.lanname, pg_get_function_arguments(p.oid))
  FROM pg_catalog.pg_proc p
  JOIN pg_catalog.pg_language l ON l.oid = p.prolang
 WHERE p.pronamespace = :'schema'::regnamespace
 UNION ALL
SELECT concat_ws(' | ', 'trigger', r.relname, t.tgname, pg_get_triggerdef(t.oid, true))
  FROM relation r
  JOIN pg_catalog.pg_trigger t ON t.tgrelid = r.oid AND NOT t.tgisinternal
 UNION ALL
SELECT concat_ws(' | ', 'view', r.relname,
                 string_agg(DISTINCT t.relname, ' ' ORDER BY t.relname))
  FROM relation r
  JOIN pg_catalog.pg_rewrite w ON w.ev_class = r.oid
  JOIN pg_catalog.pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid
                             AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> r.oid
  JOIN relation t ON t.oid = d.refobjid
 WHERE r.relkind = 'v'
 GROUP BY r.relname;

SELECT side || ' ' || line
  FROM (SELECT '<' AS side, line FROM (SELECT line FROM expected EXCEPT ALL SELECT line FROM found) e
        UNION ALL
        SELECT '>', line FROM (SELECT line FROM found EXCEPT ALL SELECT line FROM expected) f) d
 ORDER BY line COLLATE "C", side;
