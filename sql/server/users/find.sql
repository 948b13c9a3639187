-- The users that somebody means by a user_id, an e-mail (any case) or an sso_user_id.
--
-- :ids      text[]  what was said, each once
-- :by       text[]  of each id, as what: user_id, user_email, sso_user_id, or any
-- returns   position int8, user_id text, user_email text, user_alias text, user_role text,
--           sso_user_id text, spend float8, created_at text
-- reads
-- needs     PostgreSQL 13
-- needs     LiteLLM_UserTable.user_email, LiteLLM_UserTable.user_alias,
--           LiteLLM_UserTable.user_role, LiteLLM_UserTable.spend
--
-- An id that several users answer to comes once for each of them. Older versions lack some columns:
-- those are read by way of JSON, and then NULL.

WITH sought AS (
    SELECT s.id, s.by, s.position
      FROM unnest(:'ids'::text[], :'by'::text[]) WITH ORDINALITY AS s (id, by, position)
), found AS (
    SELECT s.position, u.user_id
      FROM sought AS s
      JOIN "LiteLLM_UserTable" AS u ON u.user_id = s.id
     WHERE s.by IN ('any', 'user_id')
     UNION
    SELECT s.position, u.user_id
      FROM sought AS s
      JOIN "LiteLLM_UserTable" AS u ON lower(u.user_email) = lower(s.id)
     WHERE s.by IN ('any', 'user_email')
     UNION  -- when LiteLLM_UserTable.sso_user_id
    SELECT s.position, u.user_id  -- when LiteLLM_UserTable.sso_user_id
      FROM sought AS s  -- when LiteLLM_UserTable.sso_user_id
      JOIN "LiteLLM_UserTable" AS u ON u.sso_user_id = s.id  -- when LiteLLM_UserTable.sso_user_id
     WHERE s.by IN ('any', 'sso_user_id')  -- when LiteLLM_UserTable.sso_user_id
)
SELECT f.position, u.user_id, u.user_email, u.user_alias, u.user_role,
       to_jsonb(u) ->> 'sso_user_id' AS sso_user_id, u.spend,
       to_jsonb(u) ->> 'created_at' AS created_at
  FROM found AS f
  JOIN "LiteLLM_UserTable" AS u ON u.user_id = f.user_id
 ORDER BY f.position, u.user_id;
