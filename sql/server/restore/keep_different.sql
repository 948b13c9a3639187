-- Leaves only those staged rows that are in the table with another value somewhere.
--
-- sample   stage=rows table=LiteLLM_VerificationToken key=token columns=token
-- returns
-- writes
-- needs    PostgreSQL 13

DELETE FROM pg_temp.staged AS staged
 WHERE NOT EXISTS (SELECT FROM :"table" AS live
                    WHERE ROW(live.:"key") = ROW(staged.:"key")
                      AND NOT ROW(live.:"columns")::record *= ROW(staged.:"columns")::record);
