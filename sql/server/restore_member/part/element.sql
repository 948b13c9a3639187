-- Rows that list fewer of the ids than the staged rows of the set do.
--
-- :ids     text[]  whose elements
-- sample   stage=rows table=LiteLLM_TeamTable key=team_id column=members
-- reads
-- needs    PostgreSQL 13
--
-- A list of more than one dimension, which LiteLLM never makes, stays as it is.

SELECT present.:"key", present.tableoid AS part, present.ctid AS place,
       present.:"column"::text AS present_text,
       coalesce(present.:"column", '{}') || lost.elements AS merged
  FROM pg_temp.staged AS staged
  JOIN :"table" AS present USING (:"key")
 CROSS JOIN LATERAL
       (SELECT array_agg(DISTINCT e.value) AS elements
          FROM unnest(staged.:"column") AS e (value)
         WHERE e.value = ANY (:'ids'::text[])
           AND coalesce(array_ndims(present.:"column"), 1) = 1
           AND array_position(coalesce(present.:"column", '{}'), e.value) IS NULL) AS lost
 WHERE staged.:"column" && :'ids'::text[]
   AND lost.elements IS NOT NULL
