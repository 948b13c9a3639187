-- Takes the orphan elements out of teams; an array that had none else becomes empty, not NULL.
--
-- :expected  int8  how many elements the plan counted; where there are others, nothing is edited
-- returns  user_id text, old text, new text
-- for      team_list_entry
-- writes
-- needs    PostgreSQL 13
--
-- Elements are known by their position, so the locks must be held already; should a row have
-- changed all the same, it is left as it is.

WITH orphan AS (
    :part
), gone AS (
    SELECT user_id, array_agg(position) AS positions FROM orphan GROUP BY user_id
)
UPDATE "LiteLLM_UserTable" AS t
   SET teams = ARRAY(SELECT e.value
                        FROM unnest(before.teams) WITH ORDINALITY AS e (value, position)
                       WHERE e.position <> ALL (g.positions)
                       ORDER BY e.position)
  FROM gone AS g
  JOIN "LiteLLM_UserTable" AS before ON before.user_id = g.user_id
 WHERE t.user_id = g.user_id
   AND t.teams = before.teams
   AND :'expected'::int8 = (SELECT count(*) FROM orphan)
RETURNING t.user_id, before.teams::text AS "old", t.teams::text AS "new";
