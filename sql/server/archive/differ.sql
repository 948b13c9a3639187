-- Staged rows that the table has with other values: their keys, and the columns that differ.
--
-- :columns  text[]  the columns that the archive has
-- :most     int8    how many at most
-- sample   stage=rows table=LiteLLM_VerificationToken key=token columns=token,spend
-- returns  key text, columns text
-- reads
-- needs    PostgreSQL 13

SELECT jsonb_build_array(staged.:"key")::text AS key,
       (SELECT string_agg(a.key, ', ' ORDER BY a.key COLLATE "C")
          FROM jsonb_each(to_jsonb(staged)) AS a
          JOIN jsonb_each(to_jsonb(live)) AS l USING (key)
         WHERE a.value::text <> l.value::text
           AND a.key = ANY (:'columns'::text[])) AS columns
  FROM pg_temp.staged AS staged
  JOIN :"table" AS live USING (:"key")
 WHERE ROW(live.:"columns")::text <> ROW(staged.:"columns")::text
 ORDER BY 1
 LIMIT :'most'::int8;
