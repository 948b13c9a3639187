-- The next slice of a range of time: at most so many rows, and none of another day.
--
-- :from    timestamp  where to begin
-- :before  timestamp  the cutoff
-- :limit   int8       how many rows at most
-- returns  first timestamp, last timestamp, stop timestamp, is_instant bool, is_end bool,
--          settings text
-- sample   table=LiteLLM_SpendLogs time=startTime
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_SpendLogs.startTime
--
-- The slice is [first, stop). When one instant has more rows than the limit, is_instant says so, and
-- only some of them are meant. is_end: there is nothing left before the cutoff. The settings are for
-- the COPY that follows in the same transaction.

WITH ahead AS MATERIALIZED (
    SELECT l.:"time" AS at
      FROM :"table" AS l
     WHERE l.:"time" >= :'from'::timestamp
       AND l.:"time" < :'before'::timestamp
     ORDER BY l.:"time"
     LIMIT :'limit'::int8 + 1
), found AS (
    SELECT count(*) AS row_count, min(at) AS first, max(at) AS furthest
      FROM ahead
), slice AS (
    SELECT first,
           row_count > :'limit'::int8 AND furthest = first AS is_instant,
           row_count = 0 AS is_end,
           least(CASE WHEN row_count > :'limit'::int8 THEN furthest
                      ELSE :'before'::timestamp
                 END,
                 date_trunc('day', first) + interval '1 day') AS stop
      FROM found
)
SELECT s.first,
       (SELECT max(a.at)
          FROM ahead AS a
         WHERE a.at < s.stop
            OR s.is_instant) AS last,
       s.stop, s.is_instant, s.is_end,
       set_config('litellm_dba.from', s.first::text, true)
           || set_config('litellm_dba.to', s.stop::text, true)
           || set_config('litellm_dba.limit', :'limit'::int8::text, true) AS settings
  FROM slice AS s;
