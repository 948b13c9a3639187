-- The metadata of l with what is at the paths emptied: a text becomes "", a list [], an object {}, so
-- that who reads it finds what it expects. Numbers and yes or no say nothing and stay.

CASE WHEN :'paths'::text[] IS NULL
     THEN l.metadata
     ELSE (WITH RECURSIVE emptied AS (
               SELECT 0 AS step, l.metadata AS value
                UNION ALL
               SELECT e.step + 1,
                      CASE jsonb_typeof(e.value #> p.path)
                           WHEN 'string' THEN jsonb_set(e.value, p.path, '""', false)
                           WHEN 'array' THEN jsonb_set(e.value, p.path, '[]', false)
                           WHEN 'object' THEN jsonb_set(e.value, p.path, '{}', false)
                           ELSE e.value
                      END
                 FROM emptied AS e
                CROSS JOIN LATERAL (SELECT (:'paths'::text[])[e.step + 1]::text[] AS path) AS p
                WHERE e.step < cardinality(:'paths'::text[])
           )
           SELECT value FROM emptied ORDER BY step DESC LIMIT 1)
 END
