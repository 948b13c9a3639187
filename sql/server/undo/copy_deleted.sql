-- Takes out rows that are still exactly as they were staged, and returns them.
--
-- sample   stage=rows table=LiteLLM_VerificationToken key=token columns=token all=token,spend
-- returns  :all
-- writes
-- needs    PostgreSQL 13
--
-- As delete_same, for many rows.

COPY (DELETE FROM :"table" AS live
       USING (SELECT present.tableoid AS part, present.ctid AS place
                FROM pg_temp.staged AS staged
                JOIN :"table" AS present USING (:"key")
               WHERE present *= staged) AS same
       WHERE live.tableoid = same.part
         AND live.ctid = same.place
      RETURNING live.:"all") TO STDOUT (FORMAT csv);
