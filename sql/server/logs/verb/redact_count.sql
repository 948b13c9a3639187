-- In how many requests a prompt is left, and how many bytes that would free.
--
-- :paths   text[]  places in metadata, each a text[]; NULL: none
-- :most    int8    no more than so many requests are looked at
-- for time_chosen, pages_chosen
-- returns  row_count int8, bytes int8, looked_at int8
-- reads
-- needs    PostgreSQL 13

SELECT count(*) FILTER (WHERE c.bytes IS NOT NULL) AS row_count,
       coalesce(sum(c.bytes), 0)::int8 AS bytes,
       count(*) AS looked_at
  FROM (SELECT CASE WHEN (
                         :include prompts_left
                         )
                    THEN (
                         :include prompts_size
                         )
               END AS bytes
          FROM :"table" AS l
         WHERE
               :part
         LIMIT :'most'::int8) AS c;
