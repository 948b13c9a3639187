-- What the rows name in another column: the tokens of keys, the budgets of memberships.
--
-- returns  id text
-- for      owned typed foreign
-- reads
-- needs    PostgreSQL 13

WITH mine AS (
    :part
)
SELECT DISTINCT t.:"value"::text AS id
  FROM mine AS t
 WHERE t.:"value" IS NOT NULL
 ORDER BY id;
