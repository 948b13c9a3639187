-- The next slices of a range of time, each at most so many rows, all of one day.
--
-- :from    timestamp  where to begin
-- :before  timestamp  the cutoff
-- :limit   int8       how many rows at most
-- :slices  int8       how many slices at most
-- returns  first timestamp, last timestamp, stop timestamp, is_instant bool, is_end bool,
--          settings text
-- sample   table=LiteLLM_SpendLogs time=startTime
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_SpendLogs.startTime
--
-- A slice is [first, stop), found by stepping along the index: one step for each, for reading this
-- text costs the server more than a step. A step has no upper bound: with two bounds that it does
-- not know, the planner takes the range for small, and sorts all of it. When one instant has more
-- rows than the limit, is_instant says so, only some of them are meant, and nothing is looked for
-- behind it. is_end: there is nothing left before the cutoff. The settings are those of the first
-- slice, for the COPY that follows in the same transaction.

WITH RECURSIVE start AS MATERIALIZED (
    SELECT (SELECT l.:"time"
              FROM :"table" AS l
             WHERE l.:"time" >= :'from'::timestamp
               AND l.:"time" < :'before'::timestamp
             ORDER BY l.:"time"
             LIMIT 1) AS first
), day AS MATERIALIZED (
    SELECT first,
           least(:'before'::timestamp, date_trunc('day', first) + interval '1 day') AS stop
      FROM start
), step AS (
    SELECT 1 AS number, d.first, d.stop AS day_stop,
           (SELECT l.:"time"
              FROM :"table" AS l
             WHERE l.:"time" >= d.first
             ORDER BY l.:"time"
            OFFSET :'limit'::int8
             LIMIT 1) AS furthest
      FROM day AS d
    UNION ALL
    SELECT p.number + 1, p.furthest, p.day_stop,
           (SELECT l.:"time"
              FROM :"table" AS l
             WHERE l.:"time" >= p.furthest
             ORDER BY l.:"time"
            OFFSET :'limit'::int8
             LIMIT 1)
      FROM step AS p
     WHERE p.number < :'slices'::int8
       AND p.furthest > p.first
       AND p.furthest < p.day_stop
), slice AS (
    SELECT number, first,
           coalesce(furthest = first, false) AS is_instant,
           first IS NULL AS is_end,
           least(furthest, day_stop) AS stop
      FROM step
)
SELECT s.first,
       CASE WHEN s.is_instant THEN s.first
            ELSE (SELECT max(l.:"time")
                    FROM :"table" AS l
                   WHERE l.:"time" >= s.first
                     AND l.:"time" < s.stop)
       END AS last,
       s.stop, s.is_instant, s.is_end,
       CASE WHEN s.number = 1
            THEN set_config('litellm_dba.from', s.first::text, true)
                 || set_config('litellm_dba.to', s.stop::text, true)
                 || set_config('litellm_dba.limit', :'limit'::int8::text, true)
       END AS settings
  FROM slice AS s
 ORDER BY s.number;
