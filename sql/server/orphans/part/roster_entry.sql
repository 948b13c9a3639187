-- Entries of a team's members_with_roles whose user is gone, or whose e-mail no user has.
--
-- :protected_users  text[]  users that need no row
-- returns  team_id text, team_alias text, column_name text, position int8, user_id text,
--          user_email text, role text, roster jsonb
-- table    LiteLLM_TeamTable
-- key      team_id, position
-- hidden   roster
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_TeamTable.members_with_roles, LiteLLM_TeamTable.team_alias
-- needs    LiteLLM_TeamTable.team_id
-- needs    LiteLLM_UserTable.user_email, LiteLLM_UserTable.user_id
--
-- The column holds an array, an object when it is empty, or a string with JSON in it. Casting
-- that string would fail the query when it is damaged, so only what a strict pattern knows as an
-- array of flat objects is cast: first every string in it becomes "", then every object {}.

SELECT t.team_id, t.team_alias, 'members_with_roles' AS column_name, e.position,
       e.value ->> 'user_id' AS user_id, e.value ->> 'user_email' AS user_email,
       e.value ->> 'role' AS role, t.roster
  FROM (SELECT team_id, team_alias,
               CASE WHEN jsonb_typeof(members_with_roles) = 'array'
                    THEN members_with_roles
                    WHEN jsonb_typeof(members_with_roles) = 'string'
                     AND regexp_replace(
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
                END AS roster
          FROM "LiteLLM_TeamTable"
        OFFSET 0) AS t
 CROSS JOIN LATERAL jsonb_array_elements(t.roster) WITH ORDINALITY AS e (value, position)
 CROSS JOIN LATERAL
       (SELECT CASE WHEN jsonb_typeof(e.value -> 'user_id') = 'string'
                     AND e.value ->> 'user_id' <> ALL (:'protected_users'::text[])
                    THEN e.value ->> 'user_id'
                END AS user_id,
               CASE WHEN coalesce(jsonb_typeof(e.value -> 'user_id'), 'null') = 'null'
                     AND jsonb_typeof(e.value -> 'user_email') = 'string'
                    THEN lower(e.value ->> 'user_email')
                END AS user_email) AS wanted
 WHERE (wanted.user_id IS NOT NULL OR wanted.user_email <> '')
   AND NOT EXISTS (SELECT FROM "LiteLLM_UserTable" AS u WHERE u.user_id = wanted.user_id)
   AND NOT EXISTS (SELECT FROM "LiteLLM_UserTable" AS u WHERE lower(u.user_email) = wanted.user_email)
