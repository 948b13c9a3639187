-- Rows of a table whose roster has an entry of one of the users: by user_id, or by e-mail alone.
--
-- :olds    text[]  user_ids
-- :emails  text[]  in lower case
-- reads
-- needs    PostgreSQL 13
-- sample   table=LiteLLM_TeamTable key=team_id column=members_with_roles
--
-- A roster is an array, one entry that is no array, or a string with JSON in it.

SELECT t.:"key", t.tableoid AS part, t.ctid AS place, t.:"column" AS before, r.roster
  FROM :"table" AS t
 CROSS JOIN LATERAL
       (SELECT CASE jsonb_typeof(readable.value)
                    WHEN 'array' THEN readable.value
                    WHEN 'object' THEN jsonb_build_array(readable.value)
                END AS roster
          FROM (SELECT
                       :include readable_roster
                       AS value
                  FROM (SELECT t.:"column" AS members_with_roles) AS named
                OFFSET 0) AS readable
        OFFSET 0) AS r
 WHERE EXISTS (SELECT
                 FROM jsonb_array_elements(r.roster) AS e
                WHERE e ->> 'user_id' = ANY (:'olds'::text[])
                   OR (e ->> 'user_id' IS NULL
                       AND lower(e ->> 'user_email') = ANY (:'emails'::text[])))
