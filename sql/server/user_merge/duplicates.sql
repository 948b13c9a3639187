-- Users that may be one person: an e-mail in other letters, or an id that is another's sso_user_id or e-mail.
--
-- returns  reason text, value text, user_id text, user_email text, sso_user_id text,
--          user_role text, spend float8, keys int8, teams int8
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable.user_email, LiteLLM_UserTable.spend, LiteLLM_UserTable.teams
-- needs    LiteLLM_VerificationToken.user_id
--
-- The oldest versions have no sso_user_id, so it is read from the row as JSON.

WITH name AS (
    SELECT user_id, 'email' AS kind, lower(btrim(user_email)) AS value
      FROM "LiteLLM_UserTable"
     UNION ALL
    SELECT user_id, 'user_id', lower(btrim(user_id))
      FROM "LiteLLM_UserTable"
     UNION ALL  -- when LiteLLM_UserTable.sso_user_id
    SELECT user_id, 'sso_user_id', lower(btrim(sso_user_id))  -- when LiteLLM_UserTable.sso_user_id
      FROM "LiteLLM_UserTable"  -- when LiteLLM_UserTable.sso_user_id
), shared AS (
    SELECT value, string_agg(DISTINCT kind, ', ' ORDER BY kind) AS reason,
           array_agg(DISTINCT user_id) AS users
      FROM name
     WHERE value <> ''
     GROUP BY value
    HAVING count(DISTINCT user_id) > 1
)
SELECT 'same ' || s.reason AS reason, s.value, u.user_id, u.user_email, to_jsonb(u) ->> 'sso_user_id' AS sso_user_id,
       u.user_role, u.spend,
       (SELECT count(*) FROM "LiteLLM_VerificationToken" AS k WHERE k.user_id = u.user_id) AS keys,
       coalesce(cardinality(u.teams), 0)::int8 AS teams
  FROM shared AS s
  JOIN "LiteLLM_UserTable" AS u ON u.user_id = ANY (s.users)
 ORDER BY s.value, u.user_id;
