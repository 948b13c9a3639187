-- Rows of a table that name one of the ids in a column which holds ids of several kinds.
--
-- :ids     text[]  whose rows
-- :type    text    which kind, as the other column says it
-- sample   table=LiteLLM_ShadowEvalJob key=id column=target_id type=target_type value=id
-- reads
-- needs    PostgreSQL 13

SELECT t.*
  FROM :"table" AS t
 WHERE t.:"column" = ANY (:'ids'::text[])
   AND t.:"type" = :'type'::text
