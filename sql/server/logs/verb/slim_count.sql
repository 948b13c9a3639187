-- In how many requests such keys are left, and how many bytes that would free.
--
-- :drop    text[]  keys of metadata
-- :most    int8    no more than so many requests are looked at
-- for time_chosen, pages_chosen
-- returns  row_count int8, bytes int8, looked_at int8
-- reads
-- needs    PostgreSQL 13

SELECT count(*) FILTER (WHERE c.bytes IS NOT NULL) AS row_count,
       coalesce(sum(c.bytes), 0)::int8 AS bytes,
       count(*) AS looked_at
  FROM (SELECT CASE WHEN (
                         :include keys_left
                         )
                    THEN (
                         :include keys_size
                         )
               END AS bytes
          FROM :"table" AS l
         WHERE
               :part
         LIMIT :'most'::int8) AS c;
