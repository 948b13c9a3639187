-- The first rows that are there with other values, and in which columns.
--
-- :columns  text[]  those that both have
-- :limit    int8    how many rows
-- sample    stage=rows table=LiteLLM_VerificationToken key=token columns=token
-- returns   row_key text, differing text
-- reads
-- needs     PostgreSQL 13
--
-- Values that only differ in a way that JSON does not know (0 and -0) name no column.

SELECT concat_ws(', ', staged.:"key") AS row_key,
       (SELECT string_agg(wanted.key, ', ' ORDER BY wanted.key COLLATE "C")
          FROM jsonb_each(to_jsonb(staged)) AS wanted
          JOIN jsonb_each(to_jsonb(live)) AS present USING (key)
         WHERE wanted.key = ANY (:'columns'::text[])
           AND wanted.value IS DISTINCT FROM present.value) AS differing
  FROM pg_temp.staged AS staged
  JOIN :"table" AS live USING (:"key")
 WHERE NOT ROW(live.:"columns")::record *= ROW(staged.:"columns")::record
 ORDER BY staged.:"key"
 LIMIT :'limit'::int8;
