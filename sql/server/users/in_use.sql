-- The keys that somebody has used since a moment, the most recent first.
--
-- :ids     text[]     their tokens
-- :since   timestamp  in UTC; used at that moment or later
-- :limit   int8       how many to return
-- returns  token text, key_name text, key_alias text, last_used timestamp, total int8
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_SpendLogs.startTime, LiteLLM_VerificationToken.key_alias
--
-- Where logs are switched off, the daily sums and the key's own note of its last use still tell.
-- total counts all of them, also those beyond the limit.

WITH use AS (
    SELECT s.api_key AS token, s."startTime" AS used
      FROM "LiteLLM_SpendLogs" AS s
     WHERE s."startTime" >= :'since'::timestamp
    UNION ALL  -- when LiteLLM_DailyUserSpend
    SELECT d.api_key, d.updated_at FROM "LiteLLM_DailyUserSpend" AS d  -- when LiteLLM_DailyUserSpend
     WHERE d.date >= to_char(:'since'::timestamp, 'YYYY-MM-DD')  -- when LiteLLM_DailyUserSpend
       AND d.updated_at >= :'since'::timestamp  -- when LiteLLM_DailyUserSpend
    UNION ALL  -- when LiteLLM_VerificationToken.last_active
    SELECT v.token, v.last_active FROM "LiteLLM_VerificationToken" AS v  -- when LiteLLM_VerificationToken.last_active
     WHERE v.last_active >= :'since'::timestamp  -- when LiteLLM_VerificationToken.last_active
)
SELECT k.token, k.key_name, k.key_alias, u.last_used, count(*) OVER () AS total
  FROM "LiteLLM_VerificationToken" AS k
  JOIN (SELECT token, max(used) AS last_used FROM use GROUP BY token) AS u USING (token)
 WHERE k.token = ANY (:'ids'::text[])
 ORDER BY u.last_used DESC, k.token
 LIMIT :'limit'::int8;
