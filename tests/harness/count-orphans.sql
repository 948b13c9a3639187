-- Counts the orphans of every class, one class a line: the long way, for the tests of the world.
--
-- It shares nothing with the program's SQL nor with the script that plants. Columns that only some
-- versions have are read through to_jsonb; a table that is not there is stood in for by an empty one.
-- Needs: search_path, and psql -v now=...

SET client_min_messages = warning;

CREATE TEMP TABLE missing AS
SELECT t.name
  FROM unnest(ARRAY['LiteLLM_ObjectPermissionTable', 'LiteLLM_SpendLogToolIndex',
                    'LiteLLM_SpendLogGuardrailIndex', 'LiteLLM_MCPUserCredentials',
                    'LiteLLM_MCPUserEnvVars', 'LiteLLM_SSOIdentityAssertion',
                    'LiteLLM_DeprecatedVerificationToken', 'LiteLLM_JWTKeyMapping']) AS t (name)
 WHERE to_regclass(quote_ident(t.name)) IS NULL;

CREATE TEMP TABLE stand_in
       (object_permission_id text, user_id text, token text, active_token_id text,
        revoke_at timestamp, request_id text, start_time timestamp);
SELECT format('CREATE TEMP TABLE %I (LIKE stand_in)', name) FROM missing \gexec

-- Every value of every column of a name, wherever it occurs.
CREATE TEMP TABLE named (kind text, id text);
SELECT format('INSERT INTO named SELECT %L, %I FROM %s', a.attname, a.attname, c.oid::regclass)
  FROM pg_attribute a
  JOIN pg_class c ON c.oid = a.attrelid
 WHERE a.attname IN ('budget_id', 'object_permission_id') AND NOT a.attisdropped
   AND c.relnamespace = quote_ident(current_schema())::regnamespace AND c.relkind = 'r'
   AND c.relname NOT IN ('LiteLLM_BudgetTable', 'LiteLLM_ObjectPermissionTable') \gexec
DELETE FROM named WHERE id IS NULL;

CREATE TEMP VIEW a_user AS
SELECT user_id AS id FROM "LiteLLM_UserTable"
 UNION
SELECT unnest(ARRAY['', 'default_user_id', 'litellm-proxy-budget', 'litellm_internal_jobs', 'system',
                    'litellm-internal-health-check']);

CREATE TEMP VIEW a_team AS
SELECT team_id AS id FROM "LiteLLM_TeamTable"
 UNION
SELECT unnest(ARRAY['', 'litellm-dashboard', 'litellm-internal-health-check', 'litellm-cli',
                    'system']);

CREATE TEMP VIEW key_view AS
SELECT k.*,
       k.user_id NOT IN (SELECT id FROM a_user) AS lost_user,
       k.team_id NOT IN (SELECT id FROM a_team) AS lost_team,
       coalesce(k.expires < :'now', false) AS expired,
       k.team_id IS NOT DISTINCT FROM 'litellm-dashboard' AS session,
       k.token IN ('', 'litellm_proxy_master_key', 'litellm-internal-health-check',
                   'litellm_internal_jobs', 'litellm-cli', 'cli-jwt-token', 'ui-token') AS word,
       k.token IN (SELECT token FROM "LiteLLM_JWTKeyMapping")
       OR k.token IN (SELECT active_token_id FROM "LiteLLM_DeprecatedVerificationToken") AS named,
       coalesce(to_jsonb(k) ->> 'agent_id', to_jsonb(k) ->> 'project_id',
                to_jsonb(k) ->> 'organization_id') IS NOT NULL AS owned,
       to_jsonb(k) ->> 'created_by' IS NULL AS by_nobody
  FROM "LiteLLM_VerificationToken" k;

CREATE TEMP TABLE judged AS
SELECT CASE
       WHEN session AND expired THEN 'key-expired-session'
       WHEN session OR word OR named THEN NULL
       WHEN lost_user AND NOT owned THEN 'key-without-user'
       WHEN lost_team AND NOT owned THEN 'key-without-team'
       WHEN expired THEN 'key-expired'
       WHEN NOT owned AND user_id IN (SELECT user_id FROM "LiteLLM_UserTable") AND team_id IS NULL
        AND key_alias IS NULL AND by_nobody THEN 'key-unattributed'
       END AS class
  FROM key_view;

-- Rosters as one list; a jsonb string holds JSON.
CREATE TEMP VIEW roster AS
SELECT e.value AS entry
  FROM (SELECT CASE jsonb_typeof(members_with_roles)
               WHEN 'string' THEN (members_with_roles #>> '{}')::jsonb
               ELSE members_with_roles END AS list
          FROM "LiteLLM_TeamTable") t,
       jsonb_array_elements(CASE jsonb_typeof(t.list) WHEN 'array' THEN t.list ELSE '[]' END) AS e;

INSERT INTO judged
SELECT 'membership-without-owner' FROM "LiteLLM_TeamMembership"
 WHERE user_id NOT IN (SELECT id FROM a_user) OR team_id NOT IN (SELECT id FROM a_team)
 UNION ALL
SELECT 'roster-without-user' FROM roster
 WHERE CASE WHEN entry ->> 'user_id' IS NOT NULL
            THEN entry ->> 'user_id' NOT IN (SELECT id FROM a_user)
            ELSE lower(entry ->> 'user_email') NOT IN (SELECT lower(user_email)
                                                         FROM "LiteLLM_UserTable"
                                                        WHERE user_email IS NOT NULL) END
 UNION ALL
SELECT 'roster-without-user'
  FROM "LiteLLM_TeamTable", unnest(members || admins) AS member
 WHERE member NOT IN (SELECT id FROM a_user)
 UNION ALL
SELECT 'team-list-without-team'
  FROM "LiteLLM_UserTable", unnest(teams) AS team
 WHERE team NOT IN (SELECT id FROM a_team)
 UNION ALL
SELECT 'budget-unreferenced' FROM "LiteLLM_BudgetTable" b
 WHERE budget_id NOT IN (SELECT id FROM named WHERE kind = 'budget_id')
   AND budget_id NOT IN (SELECT metadata ->> 'team_member_budget_id' FROM "LiteLLM_TeamTable"
                          WHERE metadata ? 'team_member_budget_id')
   AND NOT EXISTS (SELECT 1 FROM "LiteLLM_Config"
                    WHERE strpos(param_value::text, b.budget_id) > 0)
 UNION ALL
SELECT 'permission-unreferenced' FROM "LiteLLM_ObjectPermissionTable"
 WHERE object_permission_id NOT IN (SELECT id FROM named WHERE kind = 'object_permission_id')
 UNION ALL
SELECT 'invitation-spent' FROM "LiteLLM_InvitationLink" WHERE is_accepted OR expires_at < :'now'
 UNION ALL
SELECT 'index-without-log' FROM "LiteLLM_SpendLogToolIndex" i
 WHERE start_time < :'now'::timestamp - interval '1 hour'
   AND NOT EXISTS (SELECT 1 FROM "LiteLLM_SpendLogs" l WHERE l.request_id = i.request_id)
 UNION ALL
SELECT 'index-without-log' FROM "LiteLLM_SpendLogGuardrailIndex" i
 WHERE start_time < :'now'::timestamp - interval '1 hour'
   AND NOT EXISTS (SELECT 1 FROM "LiteLLM_SpendLogs" l WHERE l.request_id = i.request_id)
 UNION ALL
SELECT 'alias-unreferenced' FROM "LiteLLM_ModelTable"
 WHERE id NOT IN (SELECT model_id FROM "LiteLLM_TeamTable" WHERE model_id IS NOT NULL)
 UNION ALL
SELECT 'model-of-gone-team' FROM "LiteLLM_ProxyModelTable"
 WHERE model_info ->> 'team_id' NOT IN (SELECT team_id FROM "LiteLLM_TeamTable")
 UNION ALL
SELECT 'secret-of-gone-user'
  FROM (SELECT user_id FROM "LiteLLM_MCPUserCredentials"
         UNION ALL
        SELECT user_id FROM "LiteLLM_MCPUserEnvVars"
         UNION ALL
        SELECT user_id FROM "LiteLLM_SSOIdentityAssertion") s
 WHERE user_id NOT IN (SELECT id FROM a_user)
 UNION ALL
SELECT 'token-deprecated' FROM "LiteLLM_DeprecatedVerificationToken"
 WHERE revoke_at < :'now'
    OR active_token_id NOT IN (SELECT token FROM "LiteLLM_VerificationToken");

COPY (SELECT class, count(*) FROM judged WHERE class IS NOT NULL
       GROUP BY class ORDER BY class COLLATE "C") TO STDOUT WITH (FORMAT csv, HEADER);
