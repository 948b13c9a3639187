-- In how many requests such keys are left, and how many bytes that would free, as a sample of the pages says.
--
-- :drop    text[]  keys of metadata
-- :percent float4  how much of the table is looked at; 100: all of it
-- for time_chosen, pages_chosen
-- returns  row_count int8, bytes int8
-- reads
-- needs    PostgreSQL 13

SELECT count(*) AS row_count,
       coalesce(sum(
                    :include keys_size
                   ), 0)::int8 AS bytes
  FROM :"table" AS l TABLESAMPLE SYSTEM (:'percent'::float4) REPEATABLE (1)
 WHERE
       :part
   AND (
        :include keys_left
       );
