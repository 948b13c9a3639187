-- Locks the rows that staged rows speak of, in the order of their key.
--
-- sample   stage=rows table=LiteLLM_VerificationToken key=token
-- returns  is_locked bool
-- writes
-- needs    PostgreSQL 13

SELECT true AS is_locked
  FROM (SELECT :"key" FROM pg_temp.staged) AS staged
  JOIN :"table" AS live USING (:"key")
 ORDER BY :"key"
   FOR UPDATE OF live;
