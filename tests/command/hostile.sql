-- Text that breaks careless readers and writers of CSV, in every column of text, lists of text and
-- JSON that no key or index minds: one row of each table gets it.
\set QUIET on
CREATE FUNCTION pg_temp.hostile() RETURNS text LANGUAGE sql AS $$
    SELECT E' ",\t''\\N\\.\r\n\n"", é\u202e\u0301 😀 \x01\x1b[31m{NULL}\\x41 NULL ' || repeat('long "" ', 2000) || E'\r'
$$;
DO $$
DECLARE place record;
BEGIN
    FOR place IN
        SELECT c.oid::regclass AS t, a.attname AS col, format_type(a.atttypid, NULL) AS type
          FROM pg_class AS c
          JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
           AND c.relname LIKE 'LiteLLM%' AND c.relname NOT LIKE '%_legacy'
           AND format_type(a.atttypid, NULL) IN ('text', 'text[]', 'jsonb', 'bytea')
           AND a.attgenerated = ''
           AND NOT EXISTS (SELECT FROM pg_index AS i WHERE i.indrelid = c.oid AND a.attnum = ANY (i.indkey))
           AND NOT EXISTS (SELECT FROM pg_constraint AS k WHERE k.conrelid = c.oid AND a.attnum = ANY (k.conkey))
    LOOP
        EXECUTE format('UPDATE %s SET %I = %s WHERE (tableoid, ctid) = (SELECT tableoid, ctid FROM %s LIMIT 1)',
            place.t, place.col,
            CASE place.type WHEN 'text' THEN 'pg_temp.hostile()'
                            WHEN 'text[]' THEN 'ARRAY[pg_temp.hostile(), NULL, '''', ''NULL'', ''null'', ''{}'', ''"'', ''\'']'
                            WHEN 'bytea' THEN '''\x00ff22275c0a0d2c''::bytea'
                            ELSE 'jsonb_build_object(pg_temp.hostile(), ARRAY[pg_temp.hostile()], ''n'', 1e-300, ''b'', -0.0, ''z'', NULL)' END,
            place.t);
    END LOOP;
    -- Numbers and times at the ends of what there is.
    UPDATE "LiteLLM_UserTable" SET spend = 5e-324, max_budget = 'NaN' WHERE ctid = (SELECT ctid FROM "LiteLLM_UserTable" ORDER BY user_id LIMIT 1);
    UPDATE "LiteLLM_UserTable" SET spend = -0.0, max_budget = 'Infinity' WHERE ctid = (SELECT ctid FROM "LiteLLM_UserTable" ORDER BY user_id DESC LIMIT 1);
    UPDATE "LiteLLM_BudgetTable" SET max_budget = 1.7976931348623157e308, soft_budget = 0.1, budget_reset_at = 'infinity', created_at = '0044-03-15 12:00:00.001 BC'
     WHERE ctid = (SELECT ctid FROM "LiteLLM_BudgetTable" ORDER BY budget_id LIMIT 1);
    UPDATE "LiteLLM_BudgetTable" SET tpm_limit = -9223372036854775808, budget_reset_at = '-infinity', created_at = '12345-01-01 00:00:00.999'
     WHERE ctid = (SELECT ctid FROM "LiteLLM_BudgetTable" ORDER BY budget_id DESC LIMIT 1);
END $$;
