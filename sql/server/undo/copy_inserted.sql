-- Puts back the staged rows whose key the table lacks, and returns them.
--
-- sample   stage=rows table=LiteLLM_VerificationToken key=token columns=token all=token,spend
-- returns  :all
-- writes
-- needs    PostgreSQL 13
--
-- As insert_absent, for many rows.

COPY (INSERT INTO :"table" AS live (:"columns")
             OVERRIDING SYSTEM VALUE
      SELECT :"columns"
        FROM pg_temp.staged AS staged
        LEFT JOIN (SELECT :"key", true AS is_present FROM :"table") AS present USING (:"key")
       WHERE is_present IS NULL
      RETURNING live.:"all") TO STDOUT (FORMAT csv);
