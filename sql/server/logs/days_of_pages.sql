-- On which pages the rows of each day lie, before a cutoff: the table is read once for it.
--
-- :before  timestamp  the cutoff
-- returns  day text, first_page int8, last_page int8, row_count int8
-- sample   table=LiteLLM_SpendLogs time=startTime
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_SpendLogs.startTime
--
-- For a table whose time no index leads with. last_page belongs to the range.

SELECT to_char(l.:"time", 'YYYY-MM-DD') AS day,
       min((l.ctid::text::point)[0])::int8 AS first_page,
       max((l.ctid::text::point)[0])::int8 AS last_page,
       count(*) AS row_count
  FROM :"table" AS l
 WHERE l.:"time" < :'before'::timestamp
 GROUP BY 1
 ORDER BY 1;
