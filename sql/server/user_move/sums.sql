-- What the users' rows of a table add up to, and the first sum that is not what it was before.
--
-- :users     text[]  user_ids
-- :by        text[]  columns to add up by
-- :measures  text[]  columns to add up
-- :before    jsonb   what this statement returned as sums before; NULL: nothing to compare with
-- returns  sums text, difference text
-- reads
-- needs    PostgreSQL 13
-- sample   table=LiteLLM_DailyUserSpend column=user_id
--
-- Sums are exact decimals of what the columns show; adding floats may lose the last digits, so a
-- billionth is allowed for.

WITH now AS (
    SELECT (SELECT coalesce(jsonb_object_agg(b, r.content -> b), '{}')
              FROM unnest(:'by'::text[]) AS b) AS group_of,
           m.measure,
           sum((r.content ->> m.measure)::numeric) AS total
      FROM (SELECT to_jsonb(t) AS content
              FROM :"table" AS t
             WHERE t.:"column" = ANY (:'users'::text[])) AS r
     CROSS JOIN unnest(:'measures'::text[]) AS m (measure)
     GROUP BY 1, 2
)
SELECT (SELECT coalesce(jsonb_agg(to_jsonb(now)), '[]') FROM now)::text AS sums,
       (SELECT concat(measure, ' of ', group_of, ': ', b.total, ' before, ', now.total, ' after')
          FROM jsonb_to_recordset(:'before'::jsonb)
                   AS b (group_of jsonb, measure text, total numeric)
          FULL JOIN now USING (group_of, measure)
         WHERE :'before'::jsonb IS NOT NULL
           AND abs(coalesce(now.total, 0) - coalesce(b.total, 0))
                 > 1e-9 * greatest(1, abs(coalesce(b.total, 0)))
         ORDER BY group_of, measure
         LIMIT 1) AS difference;
