-- Rows of a table whose column holds one of the ids.
--
-- :olds    text[]  user_ids
-- reads
-- needs    PostgreSQL 13
-- sample   table=LiteLLM_VerificationToken key=token column=user_id first=token

SELECT t.:"key", t.tableoid AS part, t.ctid AS place, t.:"column" AS before
  FROM :"table" AS t
 WHERE t.:"column" = ANY (:'olds'::text[])
