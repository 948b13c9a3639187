-- Users with what they hold and when they were last seen, as far as the filters let them.
--
-- :roles       text[]     only these roles, "none" for users without one; NULL: all
-- :team        text       only who is in the team of that id; NULL: all
-- :email       text       only e-mails like this pattern, in any letter case; NULL: all
-- :is_sso      bool    true: only who comes through SSO
-- :no_team     bool    true: only who is in no team
-- :no_key      bool    true: only who has no key
-- :idle_since  timestamp  only who left no trace since, in UTC; NULL: all
-- :log_since   timestamp  requests are looked up in the log from then on; infinity: not at all
-- :limit       int8       the first so many; NULL: all
-- returns  user_id text, email text, alias text, role text, sso_user_id text, teams int8, keys int8,
--          spend float8, last_use timestamp, created timestamp, updated timestamp
-- for      membership
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable.user_alias, LiteLLM_UserTable.user_role, LiteLLM_UserTable.spend
-- needs    LiteLLM_UserTable.metadata
-- needs    LiteLLM_VerificationToken.user_id, LiteLLM_VerificationToken.team_id
-- needs    LiteLLM_SpendLogs.startTime, LiteLLM_SpendLogs.user
--
-- The sessions of the dashboard are no keys, but each of them is a login. The last day in the daily
-- sums is found through their index, user by user.

WITH membership AS (
    :part
), team AS (
    SELECT user_id, count(*) AS teams, bool_or(team_id = :'team'::text) AS is_of_team
      FROM membership
     GROUP BY user_id
), key AS (
    SELECT k.user_id,
           count(*) FILTER (WHERE k.team_id IS DISTINCT FROM 'litellm-dashboard') AS keys,
           greatest(NULL::timestamp
                    , max(k.created_at) FILTER (WHERE k.team_id = 'litellm-dashboard')  -- when LiteLLM_VerificationToken.created_at
                    , max(k.last_active)  -- when LiteLLM_VerificationToken.last_active
                   ) AS used
      FROM "LiteLLM_VerificationToken" AS k
     GROUP BY k.user_id
), log AS (
    SELECT s."user" AS user_id, max(s."startTime") AS used
      FROM "LiteLLM_SpendLogs" AS s
     WHERE s."startTime" >= :'log_since'::timestamp
     GROUP BY s."user"
), person AS (
    SELECT u.user_id, u.user_email, u.user_alias, u.user_role,
           coalesce(NULL::text
                    , u.sso_user_id  -- when LiteLLM_UserTable.sso_user_id
                   ) AS sso_user_id,
           coalesce(team.teams, 0) AS teams, coalesce(key.keys, 0) AS keys, u.spend,
           greatest(key.used, log.used
                    , (SELECT max(d.updated_at) FROM "LiteLLM_DailyUserSpend" AS d WHERE d.user_id = u.user_id  -- when LiteLLM_DailyUserSpend
                          AND d.date = (SELECT max(n.date) FROM "LiteLLM_DailyUserSpend" AS n WHERE n.user_id = u.user_id))  -- when LiteLLM_DailyUserSpend
                   ) AS last_use,
           greatest(NULL::timestamp
                    , u.created_at  -- when LiteLLM_UserTable.created_at
                   ) AS created,
           greatest(NULL::timestamp
                    , u.updated_at  -- when LiteLLM_UserTable.updated_at
                   ) AS updated
      FROM "LiteLLM_UserTable" AS u
      LEFT JOIN team ON team.user_id = u.user_id
      LEFT JOIN key ON key.user_id = u.user_id
      LEFT JOIN log ON log.user_id = u.user_id
     WHERE (:'roles'::text[] IS NULL OR coalesce(u.user_role, 'none') = ANY (:'roles'::text[]))
       AND (:'team'::text IS NULL OR team.is_of_team)
       AND (:'email'::text IS NULL OR u.user_email ILIKE :'email'::text)
       AND (:'is_sso'::boolean IS NOT TRUE
            OR u.sso_user_id IS NOT NULL  -- when LiteLLM_UserTable.sso_user_id
            OR u.metadata ->> 'auth_provider' IS NOT NULL)
       AND (:'no_team'::boolean IS NOT TRUE OR coalesce(team.teams, 0) = 0)
       AND (:'no_key'::boolean IS NOT TRUE OR coalesce(key.keys, 0) = 0)
)
SELECT user_id, user_email AS email, user_alias AS alias, user_role AS role, sso_user_id, teams,
       keys, spend, date_trunc('second', last_use) AS last_use,
       date_trunc('second', created) AS created, date_trunc('second', updated) AS updated
  FROM person
 WHERE :'idle_since'::timestamp IS NULL
    OR coalesce(greatest(last_use, created, updated), '-infinity') < :'idle_since'::timestamp
 ORDER BY user_id COLLATE "C"
 LIMIT :'limit'::int8;
