-- members_with_roles as the JSON it holds, which may stand in a JSON string; NULL when that is damaged.
--
-- Casting a damaged string would fail the query, so only what a strict pattern knows as an array of
-- flat objects is cast: first every string in it becomes "", then every object {}.

CASE WHEN jsonb_typeof(members_with_roles) <> 'string'
     THEN members_with_roles
     WHEN regexp_replace(
            regexp_replace(
              members_with_roles #>> '{}',
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
           OR strpos(members_with_roles #>> '{}', '\u') = 0)
     THEN (members_with_roles #>> '{}')::jsonb
 END
