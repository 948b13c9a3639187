-- Gives rewritten rows back what they had, where they are still as we left them, and returns the
-- values before and after.
--
-- sample   stage=rewritten table=LiteLLM_TeamTable key=team_id edited=members,metadata after=members_after,metadata_after columns=team_id,members,metadata,members_after,metadata_after
-- returns  :key, members_after text[], metadata_after jsonb, :edited
-- writes
-- needs    PostgreSQL 13
--
-- The key again, beside the place: it leads to the right partition.

COPY (UPDATE :"table" AS live
         SET (:"edited") = ROW(edit.:"edited")
        FROM (SELECT present.tableoid AS part, present.ctid AS place, staged.*
                FROM pg_temp.staged AS staged
                JOIN :"table" AS present USING (:"key")
               WHERE ROW(present.:"edited")::text = ROW(staged.:"after")::text) AS edit
       WHERE (live.:"key") = (edit.:"key")
         AND live.tableoid = edit.part
         AND live.ctid = edit.place
      RETURNING live.:"key", edit.:"after", live.:"edited") TO STDOUT (FORMAT csv);
