-- Elements of a text[] that are one of the ids.
--
-- :ids     text[]  whose elements
-- sample   table=LiteLLM_TeamTable key=team_id column=members
-- reads
-- needs    PostgreSQL 13

SELECT t.*, e.value AS element, e.position
  FROM :"table" AS t
 CROSS JOIN LATERAL unnest(t.:"column") WITH ORDINALITY AS e (value, position)
 WHERE t.:"column" && :'ids'::text[]
   AND array_ndims(t.:"column") = 1
   AND e.value = ANY (:'ids'::text[])
