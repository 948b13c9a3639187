-- Which days the rows of a partition are of, how many, and which versions of them.
--
-- :from    timestamp  the first instant
-- :to      timestamp  the first instant behind the range
-- returns  day text, row_count int8, first timestamp, last timestamp, versions text
-- sample   schema=public partition=LiteLLM_SpendLogs time=startTime
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_SpendLogs.startTime
--
-- A row that is changed gets another place and another transaction, and never the two of before: a
-- digest over both tells whether a table still holds what it held, without reading the rows' text.
-- day is NULL for times that no calendar has.

SELECT to_char(l.:"time", 'YYYY-MM-DD') AS day,
       count(*) AS row_count,
       min(l.:"time")::timestamp AS first,
       max(l.:"time")::timestamp AS last,
       sum(hashtextextended(l.ctid::text || ' ' || l.xmin::text, 0))::text AS versions
  FROM :"schema".:"partition" AS l
 WHERE l.:"time" >= :'from'::timestamp
   AND l.:"time" <= :'to'::timestamp
   AND (l.:"time" < :'to'::timestamp OR :'to'::timestamp = 'infinity')
 GROUP BY 1
 ORDER BY 1;
