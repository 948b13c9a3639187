-- The next slice of a range of days that are text: one day, or some rows of it.
--
-- :from    text  where to begin
-- :before  text  the first day that stays
-- :limit   int8  how many rows at most
-- returns  first text, last text, stop text, is_instant bool, is_end bool, settings text
-- sample   table=LiteLLM_DailyUserSpend time=date
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_DailyUserSpend.date
--
-- As next_time, but a slice is never more than one day.

WITH ahead AS MATERIALIZED (
    SELECT l.:"time" AS at
      FROM :"table" AS l
     WHERE l.:"time" >= :'from'::text
       AND l.:"time" < :'before'::text
     ORDER BY l.:"time"
     LIMIT :'limit'::int8 + 1
), found AS (
    SELECT min(at) AS first,
           count(*) = 0 AS is_end,
           count(*) > :'limit'::int8 AND min(at) = max(at) AS is_instant
      FROM ahead
), slice AS (
    SELECT first, is_end, is_instant,
           -- the shortest text that is behind the day and before every later one
           CASE WHEN is_instant THEN first ELSE first || ' ' END AS stop
      FROM found
)
SELECT s.first, s.first AS last, s.stop, s.is_instant, s.is_end,
       set_config('litellm_dba.from', s.first, true)
           || set_config('litellm_dba.to', s.stop, true)
           || set_config('litellm_dba.limit', :'limit'::int8::text, true) AS settings
  FROM slice AS s;
