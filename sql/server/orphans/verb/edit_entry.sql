-- Takes the orphan entries out of members_with_roles; a string with JSON in it stays one.
--
-- :expected  int8  how many entries the plan counted; where there are others, nothing is edited
-- returns  team_id text, old text, new text
-- for      roster_entry
-- writes
-- needs    PostgreSQL 13
--
-- Entries are known by their position, so the locks must be held already; should a row have
-- changed all the same, it is left as it is.

WITH orphan AS (
    :part
), edited AS (
    SELECT o.team_id,
           (SELECT coalesce(jsonb_agg(e.value ORDER BY e.position), '[]')
              FROM jsonb_array_elements(o.roster) WITH ORDINALITY AS e (value, position)
             WHERE e.position <> ALL (array_agg(o.position))) AS roster
      FROM orphan AS o
     GROUP BY o.team_id, o.roster
)
UPDATE "LiteLLM_TeamTable" AS t
   SET members_with_roles = CASE jsonb_typeof(before.members_with_roles)
                                 WHEN 'string' THEN to_jsonb(e.roster::text)
                                 ELSE e.roster
                             END
  FROM edited AS e
  JOIN "LiteLLM_TeamTable" AS before ON before.team_id = e.team_id
 WHERE t.team_id = e.team_id
   AND t.members_with_roles = before.members_with_roles
   AND :'expected'::int8 = (SELECT count(*) FROM orphan)
RETURNING t.team_id, before.members_with_roles::text AS "old", t.members_with_roles::text AS "new";
