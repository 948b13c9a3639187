-- The keys of rows that the table has otherwise than the file.
--
-- :limit   int8  how many at most
-- sample   stage=rows table=LiteLLM_VerificationToken key=token
-- returns  key text
-- reads
-- needs    PostgreSQL 13

SELECT (row_to_json((SELECT keys FROM (SELECT :"key") AS keys)))::text AS key
  FROM pg_temp.staged AS staged
  JOIN :"table" AS live USING (:"key")
 WHERE NOT live *= staged
 ORDER BY 1
 LIMIT :'limit'::int8;
