-- Rows of a table whose roster has an entry of one of the users: by user_id, or by e-mail alone.
--
-- :olds    text[]  user_ids
-- :emails  text[]  in lower case
-- reads
-- needs    PostgreSQL 13
-- sample   table=LiteLLM_TeamTable key=team_id column=members_with_roles
--
-- A roster is an array, one entry that is no array, or a string with JSON in it. Casting that
-- string would fail the query when it is damaged, so only what a strict pattern knows as an array
-- of flat objects is cast: first every string in it becomes "", then every object {}.

SELECT t.:"key", t.tableoid AS part, t.ctid AS place, t.:"column" AS before, r.roster
  FROM :"table" AS t
 CROSS JOIN LATERAL
       (SELECT CASE WHEN jsonb_typeof(t.:"column") = 'array'
                    THEN t.:"column"
                    WHEN jsonb_typeof(t.:"column") = 'object'
                    THEN jsonb_build_array(t.:"column")
                    WHEN jsonb_typeof(t.:"column") = 'string'
                     AND regexp_replace(
                           regexp_replace(
                             t.:"column" #>> '{}',
                             '"([^"\\\u0001-\u001f]|\\["\\/bfnrt]'
                             '|\\u(?!0000|[dD][89a-fA-F])[0-9a-fA-F]{4})*"',
                             '""', 'g'),
                           '\{[ \t\r\n]*'
                           '(""[ \t\r\n]*:[ \t\r\n]*(""|null|true|false|-?(0|[1-9][0-9]{0,14}))[ \t\r\n]*'
                           '(,[ \t\r\n]*""[ \t\r\n]*:[ \t\r\n]*(""|null|true|false|-?(0|[1-9][0-9]{0,14}))[ \t\r\n]*)*)?'
                           '\}',
                           '{}', 'g')
                         ~ ('^[ \t\r\n]*\[[ \t\r\n]*(\{\}[ \t\r\n]*(,[ \t\r\n]*\{\}[ \t\r\n]*)*)?'
                            '\][ \t\r\n]*$')
                     AND (getdatabaseencoding() = 'UTF8'
                          OR strpos(t.:"column" #>> '{}', '\u') = 0)
                    THEN (t.:"column" #>> '{}')::jsonb
                END AS roster
        OFFSET 0) AS r
 WHERE EXISTS (SELECT
                 FROM jsonb_array_elements(r.roster) AS e
                WHERE e ->> 'user_id' = ANY (:'olds'::text[])
                   OR (e ->> 'user_id' IS NULL
                       AND lower(e ->> 'user_email') = ANY (:'emails'::text[])))
