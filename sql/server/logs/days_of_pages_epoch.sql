-- As days_of_pages, where the time is seconds since 1970.
--
-- :before  timestamp  the cutoff
-- returns  day text, first_page int8, last_page int8, row_count int8
-- sample   table=LiteLLM_AutoRouterBaselineObservation time=started_at
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_AutoRouterBaselineObservation.started_at

SELECT to_char(to_timestamp(l.:"time") AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day,
       min((l.ctid::text::point)[0])::int8 AS first_page,
       max((l.ctid::text::point)[0])::int8 AS last_page,
       count(*) AS row_count
  FROM :"table" AS l
 WHERE l.:"time" < extract(epoch FROM :'before'::timestamp)
 GROUP BY 1
 ORDER BY 1;
