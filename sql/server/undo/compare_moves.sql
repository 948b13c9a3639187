-- As compare_edits, for a column that is part of the key: the file's keys are those after the edit.
--
-- :column  text  the column, as text
-- sample   stage=edits table=LiteLLM_TeamMembership key=user_id,team_id column=user_id
-- returns  total int8, present int8, at_new int8, at_old int8
-- reads
-- needs    PostgreSQL 13

WITH found AS (
    SELECT EXISTS (SELECT
                     FROM (SELECT live.:"key" FROM :"table" AS live) AS live
                    WHERE live.:"column"::text = staged."new"::text
                      AND to_jsonb(live) = to_jsonb(k)) AS at_new,
           EXISTS (SELECT
                     FROM (SELECT live.:"key" FROM :"table" AS live) AS live
                    WHERE live.:"column"::text = staged."old"::text
                      AND to_jsonb(live)
                            = to_jsonb(k) || jsonb_build_object(:'column'::text, staged."old")) AS at_old
      FROM pg_temp.staged AS staged
     CROSS JOIN LATERAL (SELECT staged.:"key") AS k
)
SELECT count(*) AS total,
       count(*) FILTER (WHERE at_new OR at_old) AS present,
       count(*) FILTER (WHERE at_new) AS at_new,
       count(*) FILTER (WHERE at_old) AS at_old
  FROM found;
