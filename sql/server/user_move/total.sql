-- What the users' rows of a table add up to, and the first sum that is not what it was before.
--
-- :users     text[]  user_ids
-- :names     text[]  the names of what is added up
-- :before    jsonb   what this statement returned as sums before; NULL: nothing to compare with
-- returns  sums text, difference text
-- reads
-- needs    PostgreSQL 13
-- sample   table=LiteLLM_DailyUserSpend column=user_id measures=spend,api_requests
--
-- All of them together. Adding floats in another order may change the last digits, so a billionth
-- is allowed for.

WITH now AS (
    SELECT 0 AS side, jsonb_build_array() AS member, m.name,
           sum(m.value) AS total
      FROM :"table" AS t
     CROSS JOIN LATERAL unnest(:'names'::text[], ARRAY[t.:"measures"]::float8[]) AS m (name, value)
     WHERE t.:"column" = ANY (:'users'::text[])
     GROUP BY m.name
)
SELECT (SELECT coalesce(jsonb_agg(to_jsonb(now)), '[]') FROM now)::text AS sums,
       (SELECT concat(name, ': ', b.total, ' before, ', now.total, ' after')
          FROM jsonb_to_recordset(:'before'::jsonb)
                   AS b (side int, member jsonb, name text, total float8)
          FULL JOIN now USING (side, member, name)
         WHERE :'before'::jsonb IS NOT NULL
           AND abs(coalesce(now.total, 0) - coalesce(b.total, 0))
                 > 1e-9 * greatest(1, abs(coalesce(b.total, 0)))
         ORDER BY side, member, name
         LIMIT 1) AS difference;
