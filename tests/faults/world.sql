-- A few rows, so that an operation has few steps, yet one of every kind: rows deleted, rows
-- inserted (the copies of deleted keys), a text[] and a roster edited. Fits versions from 1.80 on.
INSERT INTO "LiteLLM_UserTable" (user_id, user_email, teams)
VALUES ('ann', 'ann@example.org', '{team-a}'),
       ('ben', E'ben "müller"\n@example.org', '{team-a,team-gone}');
INSERT INTO "LiteLLM_TeamTable" (team_id, team_alias, members, members_with_roles)
VALUES ('team-a', E'team, "a" 100% \\', '{ann,gone-2,ben}',
        '[{"user_id": "ann", "role": "admin"},
          {"user_id": "gone-1", "role": "user"},
          {"user_id": "ben", "role": "user"}]'),
       ('team-b', NULL, '{ben}', '[{"user_id": "ben", "role": "admin"}]');
INSERT INTO "LiteLLM_TeamMembership" (user_id, team_id, spend)
VALUES ('ann', 'team-a', 0.1), ('gone-1', 'team-a', 0.30000000000000004);
INSERT INTO "LiteLLM_VerificationToken" (token, key_name, key_alias, user_id, spend, metadata)
VALUES (repeat('a', 64), 'sk-...a', 'of ann', 'ann', 1.25, '{}'),
       (repeat('1', 64), 'sk-...1', E'lost, "1"\r\n', 'gone-1', 0.1, '{"x": ["ü", null]}'),
       (repeat('2', 64), NULL, '', 'gone-2', 1e-9, '{}');

-- The contents of all tables in one line. What a run makes up anew in the copy of a deleted key is
-- left out.
CREATE SCHEMA harness;
CREATE FUNCTION harness.contents() RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    name text;
    has_pages bool;
    shown text;
    rows text;
    every text := '';
BEGIN
    -- Most tables have never had a row, and need not be asked.
    FOR name, has_pages IN SELECT relname, relkind = 'p' OR pg_relation_size(oid) > 0 FROM pg_class
                            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
                            ORDER BY relname
    LOOP
        IF NOT has_pages THEN
            every := every || name || '=- ';
            CONTINUE;
        END IF;
        shown := CASE WHEN name = 'LiteLLM_DeletedVerificationToken'
                      THEN $q$(to_jsonb(t) - 'id' - 'deleted_at')::text$q$ ELSE 't::text' END;
        EXECUTE format('SELECT string_agg(%s, chr(10) ORDER BY %1$s COLLATE "C") FROM public.%I AS t',
                       shown, name) INTO rows;
        every := every || name || '=' || coalesce(md5(rows), '-') || ' ';
    END LOOP;
    RETURN md5(every);
END
$$;

-- Remembers what the tables hold, and gives it back: quicker than another database.
CREATE FUNCTION harness.touched() RETURNS SETOF name LANGUAGE sql AS $$
    SELECT relname FROM pg_class
     WHERE relnamespace = 'public'::regnamespace
       AND relname IN ('LiteLLM_UserTable', 'LiteLLM_TeamTable', 'LiteLLM_TeamMembership',
                       'LiteLLM_VerificationToken', 'LiteLLM_DeletedVerificationToken')
$$;
CREATE FUNCTION harness.keep() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT harness.touched() LOOP
        EXECUTE format('DROP TABLE IF EXISTS harness.%1$I', name);
        EXECUTE format('CREATE TABLE harness.%1$I AS TABLE public.%1$I', name);
    END LOOP;
END
$$;
CREATE FUNCTION harness.restore() RETURNS void LANGUAGE plpgsql
SET session_replication_role = replica AS $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT harness.touched() LOOP
        EXECUTE format('DELETE FROM public.%I', name);
        EXECUTE format('INSERT INTO public.%1$I SELECT * FROM harness.%1$I', name);
    END LOOP;
END
$$;
SELECT harness.keep() \g /dev/null
