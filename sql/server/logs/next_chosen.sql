-- The next slice of a range of time in which only some rows are meant.
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
-- returns  first timestamp, last timestamp, stop timestamp, is_instant bool, is_end bool,
--          meant int8, bytes int8, settings text
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_SpendLogs.startTime
--
-- As next_time; a slice may turn out to hold none that are meant. An instant is never divided.

WITH ahead AS MATERIALIZED (
    SELECT l."startTime" AS at, c.is_meant,
           0 AS bytes
      FROM "LiteLLM_SpendLogs" AS l
     CROSS JOIN LATERAL (SELECT (
                                 :include chosen_requests
                                ) AS is_meant) AS c
     WHERE l."startTime" >= :'from'::timestamp
       AND l."startTime" < :'before'::timestamp
     ORDER BY l."startTime"
     LIMIT :'scan'::int8 + 1
),
:include next_slice
