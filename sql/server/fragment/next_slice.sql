-- What every search for a slice of chosen requests ends with: from "ahead", requests in their order,
-- whether each is meant and what it would free, to the slice. It holds no more than so many that are
-- meant, all of one day, and an instant is never divided.

counted AS (
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
SELECT s.first, m.last, s.stop, false AS is_instant, s.is_end, m.meant, m.bytes,
       set_config('litellm_dba.from', s.first::text, true)
           || set_config('litellm_dba.to', s.stop::text, true) AS settings
  FROM slice AS s
 CROSS JOIN LATERAL (SELECT max(a.at) AS last,
                            count(*) AS meant,
                            coalesce(sum(a.bytes), 0)::int8 AS bytes
                       FROM ahead AS a
                      WHERE a.at < s.stop
                        AND a.is_meant) AS m;
