-- Those of some rows whose column holds one of the ids.
--
-- :olds    text[]  user_ids
-- :rows    text[]  the first column of the rows' keys
-- reads
-- needs    PostgreSQL 13
-- sample   table=LiteLLM_SpendLogs key=request_id column=user first=request_id

SELECT t.:"key", t.tableoid AS part, t.ctid AS place, t.:"column" AS before
  FROM :"table" AS t
 WHERE t.:"first" = ANY (:'rows'::text[])
   AND t.:"column" = ANY (:'olds'::text[])
