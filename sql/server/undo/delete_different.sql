-- Takes out rows that have the key of a staged row and other contents.
--
-- sample   stage=rows table=LiteLLM_VerificationToken key=token
-- returns  :table.*
-- writes
-- needs    PostgreSQL 13

DELETE FROM :"table" AS live
 USING (SELECT present.tableoid AS part, present.ctid AS place
          FROM pg_temp.staged AS staged
          JOIN :"table" AS present USING (:"key")
         WHERE NOT present *= staged) AS different
 WHERE live.tableoid = different.part
   AND live.ctid = different.place
RETURNING live.*;
