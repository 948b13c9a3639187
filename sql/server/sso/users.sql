-- Every user, for each counts against LiteLLM's limit: whence, in which role, and who is a twin.
--
-- returns  user_id text, email text, role text, sso_user_id text, provider text, is_active bool,
--          last_login timestamp, session_expires timestamp, twins text
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable.user_email, LiteLLM_UserTable.user_role, LiteLLM_UserTable.metadata
-- needs    LiteLLM_VerificationToken.user_id, LiteLLM_VerificationToken.team_id,
--          LiteLLM_VerificationToken.expires
--
-- A login leaves a key of the dashboard behind. Twins have the same e-mail in any letter case, or
-- one's user_id is the other's id at the identity provider; they are a JSON array, the first ten.

WITH session AS (
    SELECT k.user_id, max(k.expires) AS expires,
           greatest(NULL::timestamp
                    , max(k.created_at)  -- when LiteLLM_VerificationToken.created_at
                   ) AS created
      FROM "LiteLLM_VerificationToken" AS k
     WHERE k.team_id = 'litellm-dashboard'
     GROUP BY k.user_id
), person AS (
    SELECT u.user_id, u.user_email, u.user_role, u.metadata,
           coalesce(NULL::text
                    , u.sso_user_id  -- when LiteLLM_UserTable.sso_user_id
                   ) AS sso_user_id
      FROM "LiteLLM_UserTable" AS u
), alike AS (
    SELECT lower(p.user_email) AS email,
           (array_agg(p.user_id ORDER BY p.user_id COLLATE "C"))[1:11] AS user_ids
      FROM person AS p
     WHERE p.user_email <> ''
     GROUP BY lower(p.user_email)
    HAVING count(*) > 1
), twin AS (
    SELECT p.user_id, other.user_id AS twin
      FROM person AS p
      JOIN alike ON alike.email = lower(p.user_email)
     CROSS JOIN LATERAL unnest(alike.user_ids) AS other (user_id)
     WHERE other.user_id <> p.user_id
    UNION
    SELECT pair.user_id, pair.twin
      FROM person AS p
      JOIN person AS o ON o.sso_user_id = p.user_id AND o.user_id <> p.user_id
     CROSS JOIN LATERAL (VALUES (p.user_id, o.user_id), (o.user_id, p.user_id))
        AS pair (user_id, twin)
)
SELECT p.user_id, p.user_email AS email, p.user_role AS role, p.sso_user_id,
       p.metadata ->> 'auth_provider' AS provider,
       p.metadata ->> 'scim_active' IS DISTINCT FROM 'false' AS is_active,
       date_trunc('second', session.created) AS last_login,
       date_trunc('second', session.expires) AS session_expires,
       twins.user_ids AS twins
  FROM person AS p
  LEFT JOIN (SELECT user_id, json_agg(twin ORDER BY twin COLLATE "C")::text AS user_ids
               FROM twin
              GROUP BY user_id) AS twins ON twins.user_id = p.user_id
  LEFT JOIN session ON session.user_id = p.user_id
 ORDER BY p.user_id COLLATE "C";
