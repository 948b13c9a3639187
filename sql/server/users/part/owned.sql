-- Rows of a table that name one of the ids in a column.
--
-- :ids     text[]  whose rows
-- sample   table=LiteLLM_VerificationToken key=token column=user_id value=token
-- reads
-- needs    PostgreSQL 13

SELECT t.*
  FROM :"table" AS t
 WHERE t.:"column" = ANY (:'ids'::text[])
