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
--          settings text
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_SpendLogs.startTime
--
-- As next_time; a slice may turn out to hold none that are meant. An instant is never divided.

WITH ahead AS MATERIALIZED (
    SELECT l."startTime" AS at,
           (
            :include chosen_requests
           ) AS is_meant
      FROM "LiteLLM_SpendLogs" AS l
     WHERE l."startTime" >= :'from'::timestamp
       AND l."startTime" < :'before'::timestamp
     ORDER BY l."startTime"
     LIMIT :'scan'::int8 + 1
), counted AS (
    SELECT at,
           count(*) FILTER (WHERE is_meant) OVER (ORDER BY at ROWS UNBOUNDED PRECEDING) AS meant,
           row_number() OVER (ORDER BY at) AS place
      FROM ahead
), found AS (
    SELECT min(at) AS first,
           min(at) FILTER (WHERE meant > :'limit'::int8 OR place > :'scan'::int8) AS furthest
      FROM counted
), slice AS (
    SELECT first,
           first IS NULL AS is_end,
           least(CASE WHEN furthest > first THEN furthest
                      WHEN furthest = first THEN first + interval '1 millisecond'
                      ELSE :'before'::timestamp
                 END,
                 date_trunc('day', first) + interval '1 day') AS stop
      FROM found
)
SELECT s.first,
       (SELECT max(a.at)
          FROM ahead AS a
         WHERE a.at < s.stop
           AND a.is_meant) AS last,
       s.stop, false AS is_instant, s.is_end,
       set_config('litellm_dba.from', s.first::text, true)
           || set_config('litellm_dba.to', s.stop::text, true) AS settings
  FROM slice AS s;
