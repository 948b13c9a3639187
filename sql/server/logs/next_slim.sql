-- The next slice of a range of time in which metadata still has keys that are to go.
--
-- :from      timestamp  where to begin
-- :before    timestamp  the cutoff
-- :limit     int8       how many rows at most are meant
-- :scan      int8       how many rows at most are looked at
-- :teams     text[]     team ids; NULL: all
-- :users     text[]     user ids; NULL: all
-- :keys      text[]     hashes of keys; NULL: all
-- :models    text[]     models; NULL: all
-- :statuses  text[]     success, failure; NULL: all
-- :drop      text[]     keys of metadata
-- returns  first timestamp, last timestamp, stop timestamp, is_instant bool, is_end bool,
--          meant int8, bytes int8, settings text
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_SpendLogs.startTime
--
-- As next_chosen.

WITH ahead AS MATERIALIZED (
    SELECT l."startTime" AS at, c.is_meant,
           CASE WHEN c.is_meant
                THEN (
                     :include keys_size
                     )
           END AS bytes
      FROM "LiteLLM_SpendLogs" AS l
     CROSS JOIN LATERAL (SELECT (
                                 :include chosen_requests
                                )
                           AND (
                                :include keys_left
                               ) AS is_meant) AS c
     WHERE l."startTime" >= :'from'::timestamp
       AND l."startTime" < :'before'::timestamp
     ORDER BY l."startTime"
     LIMIT :'scan'::int8 + 1
),
:include next_slice
