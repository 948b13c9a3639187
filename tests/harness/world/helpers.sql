-- What the other files use. All of it is temporary, and works on every version of LiteLLM:
-- rows are first put into a temporary table that has any column a version might have, then
-- poured into the real one, which takes the columns that it knows.
--
-- A staged table may have three more columns:
--   _needs   a table or TABLE.COLUMN without which the row makes no sense and is left out
--   _class   the class of orphans that the row belongs to, or holds
--   _count   how many orphans that is; 1 when there is no such column

SET client_min_messages = warning;
SELECT set_config('world.now', :'now', false) \gset ignored_

CREATE TEMP TABLE planted (class text, count int8);

CREATE FUNCTION pg_temp.ago(how_long interval) RETURNS timestamp LANGUAGE sql AS
    $$ SELECT current_setting('world.now')::timestamp - how_long $$;

CREATE FUNCTION pg_temp.ahead(how_long interval) RETURNS timestamp LANGUAGE sql AS
    $$ SELECT current_setting('world.now')::timestamp + how_long $$;

-- The hash under which LiteLLM keeps the key "sk-NAME".
CREATE FUNCTION pg_temp.token_of(name text) RETURNS text LANGUAGE sql AS
    $$ SELECT encode(sha256(convert_to('sk-' || name, 'UTF8')), 'hex') $$;

CREATE FUNCTION pg_temp.uuid_of(name text) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT md5(name)::uuid::text $$;

-- Text that is hard to carry through CSV, JSON, shells, LIKE and terminals.
CREATE FUNCTION pg_temp.hard_text(n int8) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT (ARRAY['Zoë O''Brien', 'Smith, "Bob"', E'two\nlines', '  blanks around  ',
                  '100% of \ and _', '🦊 fox', 'Łódź – ежик – 猫', E'a\ttab\r\nand a return',
                  '{"json": [1, "two"]}', '\N', '$1 ''; DROP TABLE x; --', 'NULL'])[n % 12 + 1]
$$;

CREATE FUNCTION pg_temp.has(what text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE
           WHEN what IS NULL THEN true
           WHEN strpos(what, '.') = 0 THEN to_regclass(quote_ident(what)) IS NOT NULL
           ELSE EXISTS (SELECT 1
                          FROM pg_attribute
                         WHERE attrelid = to_regclass(quote_ident(split_part(what, '.', 1)))
                           AND attname = split_part(what, '.', 2)
                           AND NOT attisdropped)
           END
$$;

-- Moves what was staged into a table of LiteLLM, as far as this version has it. A time that would
-- be the present by default is one of this world's.
CREATE FUNCTION pg_temp.pour(stage text, target text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    columns text;
    times text;
BEGIN
    IF NOT pg_temp.has(target) THEN
        RETURN;
    END IF;
    IF pg_temp.has(stage || '._needs') THEN
        EXECUTE format('DELETE FROM %I WHERE NOT pg_temp.has(_needs)', stage);
    END IF;
    SELECT string_agg(quote_ident(t.attname), ', ' ORDER BY t.attnum)
      INTO columns
      FROM pg_attribute t
      JOIN pg_attribute s ON s.attname = t.attname AND s.attnum > 0
     WHERE t.attrelid = to_regclass(quote_ident(target)) AND t.attnum > 0 AND NOT t.attisdropped
       AND s.attrelid = to_regclass(quote_ident(stage)) AND NOT s.attisdropped;
    SELECT string_agg(quote_ident(t.attname), ', ' ORDER BY t.attnum)
      INTO times
      FROM pg_attribute t
      JOIN pg_attrdef d ON d.adrelid = t.attrelid AND d.adnum = t.attnum
     WHERE t.attrelid = to_regclass(quote_ident(target))
       AND pg_get_expr(d.adbin, d.adrelid) = 'CURRENT_TIMESTAMP'
       AND NOT pg_temp.has(stage || '.' || t.attname);
    EXECUTE format('INSERT INTO %I (%s) SELECT %s FROM %I', target,
                   concat_ws(', ', columns, times),
                   concat_ws(', ', columns, regexp_replace(times, '[^,]+', 'pg_temp.ago(''50 days'')',
                                                           'g')),
                   stage);
    IF pg_temp.has(stage || '._class') THEN
        EXECUTE format('INSERT INTO planted SELECT _class, %s FROM %I WHERE _class IS NOT NULL'
                       ' GROUP BY _class',
                       CASE WHEN pg_temp.has(stage || '._count') THEN 'sum(_count)'
                            ELSE 'count(*)' END, stage);
    END IF;
END
$$;
