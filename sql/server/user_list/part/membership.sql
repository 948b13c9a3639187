-- Who is in which team, and whether the user's own list says so too.
--
-- returns  user_id text, team_id text, is_listed bool, is_rostered bool
-- table    LiteLLM_TeamTable
-- key      user_id, team_id
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable.user_email, LiteLLM_UserTable.teams
-- needs    LiteLLM_TeamTable.members_with_roles
--
-- An entry of a roster without a user_id means everybody with its e-mail. Only users and teams that
-- are there count.

SELECT m.user_id, m.team_id, bool_or(m.is_listed) AS is_listed,
       bool_or(NOT m.is_listed) AS is_rostered
  FROM (WITH entry AS (
            SELECT t.team_id,
                   CASE WHEN jsonb_typeof(e.value -> 'user_id') = 'string'
                        THEN e.value ->> 'user_id'
                    END AS user_id,
                   CASE WHEN coalesce(jsonb_typeof(e.value -> 'user_id'), 'null') = 'null'
                         AND jsonb_typeof(e.value -> 'user_email') = 'string'
                        THEN lower(e.value ->> 'user_email')
                    END AS user_email
              FROM (SELECT team_id,
                           :include readable_roster
                           AS roster
                      FROM "LiteLLM_TeamTable"
                    OFFSET 0) AS t
             CROSS JOIN LATERAL jsonb_array_elements(CASE WHEN jsonb_typeof(t.roster) = 'array'
                                                          THEN t.roster
                                                      END) AS e (value)
            UNION ALL SELECT t.team_id, unnest(t.members), NULL FROM "LiteLLM_TeamTable" AS t  -- when LiteLLM_TeamTable.members
            UNION ALL SELECT t.team_id, unnest(t.admins), NULL FROM "LiteLLM_TeamTable" AS t  -- when LiteLLM_TeamTable.admins
        )
        SELECT u.user_id, e.team_id, FALSE AS is_listed
          FROM entry AS e
          JOIN "LiteLLM_UserTable" AS u ON u.user_id = e.user_id
        UNION ALL
        SELECT u.user_id, e.team_id, FALSE
          FROM entry AS e
          JOIN "LiteLLM_UserTable" AS u ON lower(u.user_email) = e.user_email
         WHERE e.user_email <> ''
        UNION ALL
        SELECT u.user_id, t.team_id, TRUE
          FROM "LiteLLM_UserTable" AS u
         CROSS JOIN LATERAL unnest(u.teams) AS own (team_id)
          JOIN "LiteLLM_TeamTable" AS t ON t.team_id = own.team_id) AS m
 GROUP BY m.user_id, m.team_id
