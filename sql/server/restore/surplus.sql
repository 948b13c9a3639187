-- How many rows of a table the staged set has not.
--
-- sample   stage=rows table=LiteLLM_VerificationToken key=token
-- returns  surplus int8
-- reads
-- needs    PostgreSQL 13

SELECT count(*) AS surplus
  FROM :"table" AS live
 WHERE NOT EXISTS (SELECT FROM pg_temp.staged AS staged
                    WHERE ROW(staged.:"key") = ROW(live.:"key"));
