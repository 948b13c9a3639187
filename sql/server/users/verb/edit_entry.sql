-- Takes the entries out of the rosters; the others stay as they are, and so does the shape.
--
-- returns  :key, old text, new text
-- for      entry
-- writes
-- needs    PostgreSQL 13
--
-- Entries are known by their position, so the lock must be held already.

WITH mine AS (
    :part
), gone AS (
    SELECT team_id, roster, array_agg(position) AS positions, array_agg(label) AS labels
      FROM mine
     GROUP BY team_id, roster
), edited AS (
    SELECT team_id,
           CASE WHEN jsonb_typeof(roster) = 'array'
                THEN (SELECT coalesce(jsonb_agg(e.value ORDER BY e.position), '[]')
                        FROM jsonb_array_elements(roster) WITH ORDINALITY AS e (value, position)
                       WHERE e.position <> ALL (positions))
                WHEN labels = '{NULL}'
                THEN '{}'
                ELSE roster - labels
            END AS roster
      FROM gone
)
UPDATE :"table" AS t
   SET :"column" = CASE jsonb_typeof(before.:"column")
                        WHEN 'string' THEN to_jsonb(e.roster::text)
                        ELSE e.roster
                    END
  FROM edited AS e
  JOIN :"table" AS before ON before.team_id = e.team_id
 WHERE t.team_id = e.team_id
   AND t.:"column" = before.:"column"
RETURNING t.:"key", before.:"column"::text AS "old", t.:"column"::text AS "new";
