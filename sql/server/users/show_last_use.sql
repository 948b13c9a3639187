-- When the user was last seen, as exactly as that can be known without reading the whole log.
--
-- :ids     text[]  the user
-- returns  last_used text
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_VerificationToken.user_id
--
-- Daily sums know the day, and newer versions note the last use of each key.

SELECT max(l.used) AS last_used
  FROM (SELECT NULL::text AS used
        UNION ALL SELECT max(d.date) FROM "LiteLLM_DailyUserSpend" AS d WHERE d.user_id = ANY (:'ids'::text[])  -- when LiteLLM_DailyUserSpend
        UNION ALL SELECT max(k.last_active)::text FROM "LiteLLM_VerificationToken" AS k WHERE k.user_id = ANY (:'ids'::text[])  -- when LiteLLM_VerificationToken.last_active
       ) AS l
 WHERE :'ids'::text[] IS NOT NULL;
