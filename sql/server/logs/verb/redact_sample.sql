-- In how many requests a prompt is left, and how many bytes that would free, as a sample of the pages says.
--
-- :paths   text[]  places in metadata, each a text[]; NULL: none
-- :percent float4  how much of the table is looked at; 100: all of it
-- for time_chosen, pages_chosen
-- returns  row_count int8, bytes int8
-- reads
-- needs    PostgreSQL 13

SELECT count(*) AS row_count,
       coalesce(sum(
                    :include prompts_size
                   ), 0)::int8 AS bytes
  FROM :"table" AS l TABLESAMPLE SYSTEM (:'percent'::float4) REPEATABLE (1)
 WHERE
       :part
   AND (
        :include prompts_left
       );
