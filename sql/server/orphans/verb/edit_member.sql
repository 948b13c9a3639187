-- Takes the orphan elements out of members; an array that had none else becomes empty, not NULL.
--
-- :expected  int8  how many elements the plan counted; where there are others, nothing is edited
-- returns  team_id text, old text, new text
-- for      roster_member
-- writes
-- needs    PostgreSQL 13
--
-- Elements are known by their position, so the locks must be held already; should a row have
-- changed all the same, it is left as it is.

WITH orphan AS (
    :part
), gone AS (
    SELECT team_id, array_agg(position) AS positions FROM orphan GROUP BY team_id
)
UPDATE "LiteLLM_TeamTable" AS t
   SET members = ARRAY(SELECT e.value
                          FROM unnest(before.members) WITH ORDINALITY AS e (value, position)
                         WHERE e.position <> ALL (g.positions)
                         ORDER BY e.position)
  FROM gone AS g
  JOIN "LiteLLM_TeamTable" AS before ON before.team_id = g.team_id
 WHERE t.team_id = g.team_id
   AND t.members = before.members
   AND :'expected'::int8 = (SELECT count(*) FROM orphan)
RETURNING t.team_id, before.members::text AS "old", t.members::text AS "new";
