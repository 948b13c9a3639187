-- Takes out the rows of a table that the staged set has not.
--
-- sample   stage=rows table=LiteLLM_VerificationToken key=token
-- returns  :table.*
-- writes
-- needs    PostgreSQL 13

DELETE FROM :"table" AS live
 WHERE NOT EXISTS (SELECT FROM pg_temp.staged AS staged
                    WHERE ROW(staged.:"key") = ROW(live.:"key"))
RETURNING live.*;
