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
-- The slice is [first, stop), found by stepping along the index. When one instant has more rows than
-- the limit, is_instant says so, and only some of them are meant. is_end: there is nothing left
-- before the cutoff. The settings are for the COPY that follows in the same transaction.

WITH ends AS MATERIALIZED (
    SELECT (SELECT l.:"time"
              FROM :"table" AS l
             WHERE l.:"time" >= :'from'::timestamp
               AND l.:"time" < :'before'::timestamp
             ORDER BY l.:"time"
             LIMIT 1) AS first,
           (SELECT l.:"time"
              FROM :"table" AS l
             WHERE l.:"time" >= :'from'::timestamp
               AND l.:"time" < :'before'::timestamp
             ORDER BY l.:"time"
            OFFSET :'limit'::int8
             LIMIT 1) AS furthest
), slice AS (
    SELECT first,
           coalesce(furthest = first, false) AS is_instant,
           first IS NULL AS is_end,
           least(coalesce(furthest, :'before'::timestamp),
                 date_trunc('day', first) + interval '1 day') AS stop
      FROM ends
)
SELECT s.first,
       CASE WHEN s.is_instant THEN s.first
            ELSE (SELECT max(l.:"time")
                    FROM :"table" AS l
                   WHERE l.:"time" >= s.first
                     AND l.:"time" < s.stop)
       END AS last,
       s.stop, s.is_instant, s.is_end,
       set_config('litellm_dba.from', s.first::text, true)
           || set_config('litellm_dba.to', s.stop::text, true)
           || set_config('litellm_dba.limit', :'limit'::int8::text, true) AS settings
  FROM slice AS s;
