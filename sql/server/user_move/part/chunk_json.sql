-- Those of some rows whose JSON holds one of the ids under a name.
--
-- :olds    text[]  user_ids
-- :rows    text[]  the first column of the rows' keys
-- :path    text    the name in the JSON
-- reads
-- needs    PostgreSQL 13
-- sample   table=LiteLLM_SpendLogs key=request_id column=metadata first=request_id

SELECT t.:"key", t.tableoid AS part, t.ctid AS place, t.:"column" AS before
  FROM :"table" AS t
 WHERE t.:"first" = ANY (:'rows'::text[])
   AND jsonb_typeof(t.:"column") = 'object'
   AND t.:"column" ->> :'path'::text = ANY (:'olds'::text[])
