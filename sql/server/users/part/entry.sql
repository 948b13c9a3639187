-- Entries of rosters that name one of the users, or only an e-mail which no other user has.
--
-- :ids     text[]  the users
-- sample   table=LiteLLM_TeamTable key=team_id column=members_with_roles
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable.user_email, LiteLLM_TeamTable.members_with_roles
--
-- A roster is an array; damaged ones are an object that is one entry, an object of entries, or a
-- string with JSON in it. An entry with somebody else's user_id is that one's, whatever its e-mail.

SELECT t.team_id, t.roster, e.position, e.label, e.value AS element
  FROM (SELECT team_id,
               :include readable_roster
               AS roster
          FROM :"table"
        OFFSET 0) AS t
 CROSS JOIN LATERAL
       (SELECT a.value, a.position, NULL AS label
          FROM jsonb_array_elements(CASE jsonb_typeof(t.roster) WHEN 'array' THEN t.roster END)
               WITH ORDINALITY AS a (value, position)
         UNION ALL
        SELECT t.roster, 1, NULL
         WHERE jsonb_typeof(t.roster) = 'object' AND t.roster ?| '{user_id,user_email}'
         UNION ALL
        SELECT o.value, NULL, o.key
          FROM jsonb_each(CASE WHEN jsonb_typeof(t.roster) = 'object'
                                AND NOT t.roster ?| '{user_id,user_email}'
                               THEN t.roster END) AS o) AS e
 WHERE coalesce(e.value ->> 'user_id', CASE jsonb_typeof(e.value) WHEN 'string' THEN e.value #>> '{}' END)
       = ANY (:'ids'::text[])
    OR (coalesce(e.value ->> 'user_id', '') = ''
        AND lower(e.value ->> 'user_email') IN
            (SELECT lower(u.user_email)
               FROM "LiteLLM_UserTable" AS u
              WHERE u.user_id = ANY (:'ids'::text[])
                AND u.user_email <> ''
                AND NOT EXISTS (SELECT FROM "LiteLLM_UserTable" AS o
                                 WHERE lower(o.user_email) = lower(u.user_email)
                                   AND o.user_id <> ALL (:'ids'::text[]))))
