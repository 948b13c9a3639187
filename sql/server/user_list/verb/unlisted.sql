-- Who is in rosters of teams that the user's own list does not name.
--
-- returns  user_id text, count int8, names text
-- for      membership
-- reads
-- needs    PostgreSQL 13
--
-- LiteLLM's delete only looks at the teams that the list names; names are the first few.

WITH membership AS (
    :part
)
SELECT user_id, count(*) AS count,
       array_to_string((array_agg(team_id ORDER BY team_id COLLATE "C"))[1:5], ', ') AS names
  FROM membership
 WHERE NOT is_listed
 GROUP BY user_id;
