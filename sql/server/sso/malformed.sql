-- Users whose own list names a team with a roster that LiteLLM cannot read.
--
-- returns  user_id text, count int8, names text
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable.teams
-- needs    LiteLLM_TeamTable.members_with_roles
--
-- LiteLLM takes an array of objects, each with a user_id or an e-mail and the role admin or user,
-- and the empty object. At anything else its delete stops.

SELECT u.user_id, count(DISTINCT t.team_id) AS count,
       array_to_string((array_agg(DISTINCT t.team_id COLLATE "C"))[1:5], ', ') AS names
  FROM "LiteLLM_UserTable" AS u
 CROSS JOIN LATERAL unnest(u.teams) AS own (team_id)
  JOIN (SELECT team_id, members_with_roles AS roster
          FROM "LiteLLM_TeamTable"
         WHERE members_with_roles NOT IN ('[]', '{}')) AS t ON t.team_id = own.team_id
 WHERE CASE WHEN jsonb_typeof(t.roster) = 'array'
            THEN EXISTS (SELECT
                           FROM jsonb_array_elements(t.roster) AS e (value)
                          WHERE jsonb_typeof(e.value) <> 'object'
                             OR coalesce(e.value ->> 'user_id', e.value ->> 'user_email') IS NULL
                             OR coalesce(e.value ->> 'role', '') NOT IN ('admin', 'user'))
            ELSE TRUE
        END
 GROUP BY u.user_id;
