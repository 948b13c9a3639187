-- What the ledger has, by one of its columns, the most expensive first; days in their order.
--
-- :by       text  day, team, user, key or model
-- :since    text  the first day; NULL: from the beginning
-- :until    text  the last day; NULL: to the end
-- :database text  only what was deleted from that one; NULL: all
-- returns   what text, name text, requests int8, prompt_tokens int8, completion_tokens int8,
--           total_tokens int8, spend float8, first_day text, last_day text
-- reads
--
-- The name is the newest that was written down. What all came back is not there.
SELECT what, max(name) AS name, sum(requests) AS requests, sum(prompt_tokens) AS prompt_tokens,
       sum(completion_tokens) AS completion_tokens, sum(total_tokens) AS total_tokens,
       sum(spend) AS spend, min(day) AS first_day, max(day) AS last_day
  FROM (SELECT CASE :'by' WHEN 'day' THEN day
                          WHEN 'team' THEN team_id
                          WHEN 'user' THEN user_id
                          WHEN 'key' THEN api_key
                          ELSE model
               END AS what,
               CASE :'by' WHEN 'team' THEN team_alias
                          WHEN 'user' THEN user_email
                          WHEN 'key' THEN key_alias
               END AS name,
               requests, prompt_tokens, completion_tokens, total_tokens, spend, day
          FROM standing_ledger
         WHERE (:'since' IS NULL OR day >= :'since')
           AND (:'until' IS NULL OR day <= :'until')
           AND (:'database' IS NULL
                OR operation IN (SELECT event.operation
                                   FROM event
                                  WHERE event.kind = 'planned'
                                    AND event.body ->> '$.where.database' = :'database')))
 GROUP BY what
HAVING sum(requests) <> 0
 ORDER BY CASE WHEN :'by' = 'day' THEN what END, sum(spend) DESC, what;
