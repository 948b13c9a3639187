-- Rosters that lack entries of the users which the staged rosters of the set have.
--
-- :ids     text[]  the users
-- :emails  text[]  their e-mails: who is meant in an entry without a user_id
-- sample   stage=rows table=LiteLLM_TeamTable key=team_id column=members_with_roles
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_TeamTable.members_with_roles
--
-- A roster is an array, {} when it is empty, or a string with JSON in it, and stays of its kind; one
-- that is damaged stays as it is.

SELECT now.team_id, now.part, now.place, now.present_text,
       CASE WHEN now.is_string THEN to_jsonb((now.entries || lost.entries)::text)
            ELSE now.entries || lost.entries
        END AS merged
  FROM (SELECT team_id,
               :include readable_roster
               AS roster
          FROM pg_temp.staged
        OFFSET 0) AS before
  JOIN (SELECT team_id, part, place, present_text, is_string,
               CASE WHEN jsonb_typeof(roster) = 'array' THEN roster
                    WHEN roster = '{}' THEN '[]'
                END AS entries
          FROM (SELECT team_id, tableoid AS part, ctid AS place,
                       :"column"::text AS present_text,
                       jsonb_typeof(:"column") = 'string' AS is_string,
                       :include readable_roster
                       AS roster
                  FROM :"table"
                OFFSET 0) AS live) AS now USING (team_id)
 CROSS JOIN LATERAL
       (SELECT jsonb_agg(e.value ORDER BY e.position) AS entries
          FROM jsonb_array_elements(CASE jsonb_typeof(before.roster) WHEN 'array' THEN before.roster END)
               WITH ORDINALITY AS e (value, position)
         WHERE (e.value ->> 'user_id' = ANY (:'ids'::text[])
                OR (coalesce(e.value ->> 'user_id', '') = ''
                    AND lower(e.value ->> 'user_email')
                        IN (SELECT lower(email) FROM unnest(:'emails'::text[]) AS mine (email))))
           AND NOT EXISTS (SELECT
                             FROM jsonb_array_elements(now.entries) AS n (value)
                            WHERE n.value ->> 'user_id' = e.value ->> 'user_id'
                               OR (coalesce(e.value ->> 'user_id', '') = ''
                                   AND lower(n.value ->> 'user_email')
                                       = lower(e.value ->> 'user_email')))) AS lost
 WHERE now.entries IS NOT NULL
   AND lost.entries IS NOT NULL
