-- Users whose own list names a team more than once.
--
-- returns  user_id text, count int8, names text
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable.teams
--
-- LiteLLM takes out the first one only when somebody leaves a team.

SELECT twice.user_id, count(*) AS count,
       array_to_string((array_agg(twice.team_id ORDER BY twice.team_id COLLATE "C"))[1:5], ', ')
           AS names
  FROM (SELECT u.user_id, own.team_id
          FROM "LiteLLM_UserTable" AS u
         CROSS JOIN LATERAL unnest(u.teams) AS own (team_id)
         GROUP BY u.user_id, own.team_id
        HAVING count(*) > 1) AS twice
 GROUP BY twice.user_id;
