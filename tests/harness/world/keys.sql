-- Keys, and what can own them besides a user and a team. The hash is that of "sk-" || secret.

CREATE TEMP TABLE stage_project AS
SELECT 'project-1' AS project_id, 'Project "1", 100%' AS project_alias, 'team-research' AS team_id,
       'budget-of-project' AS budget_id, 'permission-project' AS object_permission_id,
       '{}'::text[] AS models, 'alice' AS created_by, 'alice' AS updated_by;
SELECT pg_temp.pour('stage_project', 'LiteLLM_ProjectTable') \gset ignored_

CREATE TEMP TABLE stage_agent AS
SELECT 'agent-1' AS agent_id, 'Agent "1"' AS agent_name, '{"name": "agent"}'::jsonb AS agent_card_params,
       '{"model": "gpt-4o"}'::jsonb AS litellm_params, 'permission-agent' AS object_permission_id,
       'alice' AS created_by, 'alice' AS updated_by;
SELECT pg_temp.pour('stage_agent', 'LiteLLM_AgentsTable') \gset ignored_

CREATE TEMP TABLE stage_key
       (secret text PRIMARY KEY, token text, key_name text, key_alias text, user_id text,
        team_id text, expires timestamp, created_by text, organization_id text, project_id text,
        agent_id text, budget_id text, object_permission_id text, blocked boolean,
        models text[] DEFAULT '{}', allowed_routes text[] DEFAULT '{}', metadata jsonb DEFAULT '{}',
        aliases jsonb DEFAULT '{}', max_budget float8,
        created_at timestamp DEFAULT pg_temp.ago('100 days'),
        updated_at timestamp DEFAULT pg_temp.ago('2 days'), _class text, _needs text);

-- Keys in order.
INSERT INTO stage_key (secret, key_alias, user_id, team_id, created_by, blocked, budget_id, models)
VALUES ('alice-own', 'alice''s key', 'alice', NULL, 'alice', NULL, NULL, '{}'),
       ('ben-own', 'ben, "own"', 'ben', NULL, 'ben', false, 'budget-key', '{gpt-4o}'),
       ('ben-team', '  ben at work ', 'ben', 'team-research', 'alice', NULL, NULL,
        '{all-team-models}'),
       ('carla-blocked', 'carla%blocked\', 'carla', NULL, 'carla', true, NULL, NULL),
       ('emre-team', NULL, 'emre', 'team-blocked', NULL, NULL, NULL, '{}'),
       ('ines-own', E'🦊\nines', 'sso-ines', NULL, 'sso-ines', NULL, 'budget-key', '{}'),
       ('dario-own', 'dario', 'dario', NULL, 'dario', NULL, NULL, '{}'),
       ('twin', 'twin', 'twin-2', NULL, 'twin-2', NULL, NULL, '{}'),
       ('hard', 'hard', E'user, "hard" 100% \\ it''s', E'team, "hard"\n 100% \\ it''s', NULL, NULL,
        NULL, ARRAY['a, "b"', E'c\\d']),
       ('padded', 'padded', 'padded ', NULL, NULL, NULL, NULL, '{}'),
       ('service-1', 'service-1', NULL, 'team-research', 'alice', NULL, 'budget-key', '{}'),
       ('service-2', NULL, NULL, 'team-aliases', NULL, NULL, NULL, '{}'),
       ('nobody-1', 'made with the master key', NULL, NULL, NULL, NULL, NULL, '{}'),
       ('nobody-2', NULL, NULL, NULL, 'default_user_id', NULL, NULL, '{}');
UPDATE stage_key SET object_permission_id = 'permission-key' WHERE secret = 'ben-own';
UPDATE stage_key SET metadata = '{"service_account_id": "service-1"}' WHERE secret = 'service-1';
INSERT INTO stage_key (secret, user_id, created_by, _needs)
VALUES ('made-by-alice', 'ben', 'alice', 'LiteLLM_VerificationToken.created_by');
INSERT INTO stage_key (secret, key_alias, user_id, expires)
VALUES ('expires-soon', 'expires soon', 'ben', pg_temp.ahead('1 hour')),
       ('expires-later', 'expires later', 'fay', pg_temp.ahead('90 days'));

-- Owners that need no row.
INSERT INTO stage_key (secret, key_alias, user_id, team_id)
VALUES ('of-nobody', 'user is empty', '', NULL),
       ('of-admin', 'of the admin', 'default_user_id', NULL),
       ('of-jobs', 'of the jobs', 'litellm_internal_jobs', NULL),
       ('of-budget', 'of the budget', 'litellm-proxy-budget', NULL),
       ('of-system', 'of the system', 'system', 'system'),
       ('of-health', 'of the health check', 'litellm-internal-health-check',
        'litellm-internal-health-check'),
       ('of-no-team', 'team is empty', 'ben', ''),
       ('of-cli', 'of the command line', 'ben', 'litellm-cli');

-- Sessions of the web interface: only time ends them.
INSERT INTO stage_key (secret, user_id, team_id, expires, _class)
VALUES ('session-1', 'alice', 'litellm-dashboard', pg_temp.ahead('20 hours'), NULL),
       ('session-2', 'gone-1', 'litellm-dashboard', pg_temp.ahead('1 hour'), NULL),
       ('session-3', 'gone-2', 'litellm-dashboard', NULL, NULL),
       ('session-old-1', 'alice', 'litellm-dashboard', pg_temp.ago('1 hour'), 'key-expired-session'),
       ('session-old-2', 'gone-1', 'litellm-dashboard', pg_temp.ago('40 days'),
        'key-expired-session'),
       ('session-old-3', 'default_user_id', 'litellm-dashboard', pg_temp.ago('2 days'),
        'key-expired-session');

-- A user that is gone comes before a team that is gone, and both before the expiry.
INSERT INTO stage_key (secret, key_alias, user_id, team_id, expires, budget_id, blocked, _class)
VALUES ('lost-user-1', 'lost 1', 'gone-1', NULL, NULL, 'budget-key', NULL, 'key-without-user'),
       ('lost-user-2', NULL, 'gone-1', NULL, NULL, NULL, true, 'key-without-user'),
       ('lost-user-3', 'lost, "3"', 'gone, "3"', 'team-research', NULL, NULL, NULL,
        'key-without-user'),
       ('lost-user-4', NULL, E'gone\\6', 'team-gone', NULL, NULL, NULL, 'key-without-user'),
       ('lost-user-5', 'expired, too', 'gone-2', NULL, pg_temp.ago('3 days'), NULL, NULL,
        'key-without-user'),
       ('lost-user-6', NULL, 'gone-4', 'litellm-cli', NULL, NULL, NULL, 'key-without-user'),
       ('lost-user-7', 'the blank matters', 'padded', NULL, NULL, NULL, NULL, 'key-without-user'),
       ('lost-user-8', 'the case matters', 'Alice', NULL, NULL, NULL, NULL, 'key-without-user'),
       ('lost-both-1', 'lost both', 'gone-1', 'gone-team-1', NULL, 'budget-key', NULL,
        'key-without-user'),
       ('lost-both-2', NULL, 'gone-2', 'gone-team-2', NULL, NULL, NULL, 'key-without-user'),
       ('lost-both-3', NULL, 'gone-5', 'gone-team, "3"', pg_temp.ago('1 day'), NULL, NULL,
        'key-without-user'),
       ('lost-team-1', 'lost team 1', NULL, 'gone-team-1', NULL, NULL, NULL, 'key-without-team'),
       ('lost-team-2', NULL, 'ben', 'gone-team-1', NULL, 'budget-key', NULL, 'key-without-team'),
       ('lost-team-3', NULL, '', 'gone-team-2', NULL, NULL, NULL, 'key-without-team'),
       ('lost-team-4', 'admin', 'default_user_id', 'gone-team-2', NULL, NULL, NULL,
        'key-without-team'),
       ('lost-team-5', E'quoted "5",\n100%', NULL, 'gone-team, "3"', NULL, NULL, NULL,
        'key-without-team'),
       ('lost-team-6', NULL, 'sso-ines', E'gone\nteam', NULL, NULL, false, 'key-without-team'),
       ('lost-team-7', 'expired, too', NULL, 'gone-team-4', pg_temp.ago('10 days'), NULL, NULL,
        'key-without-team');
INSERT INTO stage_key (secret, key_alias, user_id, team_id, expires, _class)
SELECT 'expired-' || n, CASE WHEN n % 2 = 0 THEN 'expired ' || n END,
       (ARRAY['ben', 'carla', NULL, 'default_user_id'])[n % 4 + 1],
       (ARRAY['team-research', NULL])[n % 2 + 1],
       pg_temp.ago(n * interval '7 hours'), 'key-expired'
  FROM generate_series(1, 17) n;
INSERT INTO stage_key (secret, key_alias, user_id, organization_id, expires, _class, _needs)
VALUES ('expired-org-1', 'expired', 'ben', 'org-north', pg_temp.ago('1 day'), 'key-expired',
        'LiteLLM_VerificationToken.organization_id'),
       ('expired-org-2', 'expired', NULL, 'org-south', pg_temp.ago('1 minute'), 'key-expired',
        'LiteLLM_VerificationToken.organization_id');
-- As /user/new makes them: somebody's only key, perhaps.
INSERT INTO stage_key (secret, user_id, _class)
VALUES ('plain-1', 'ben', 'key-unattributed'),
       ('plain-2', 'carla', 'key-unattributed'),
       ('plain-3', 'leo', 'key-unattributed'),
       ('plain-4', E'user, "hard" 100% \\ it''s', 'key-unattributed');

-- User and team are gone, but there is another owner.
INSERT INTO stage_key (secret, user_id, team_id, organization_id, project_id, agent_id, _needs)
VALUES ('org-1', 'gone-1', NULL, 'org-north', NULL, NULL,
        'LiteLLM_VerificationToken.organization_id'),
       ('org-2', 'ben', NULL, 'org-north', NULL, NULL, 'LiteLLM_VerificationToken.organization_id'),
       ('project-1', NULL, 'gone-team-1', NULL, 'project-1', NULL,
        'LiteLLM_VerificationToken.project_id'),
       ('project-2', 'ben', NULL, NULL, 'project-1', NULL, 'LiteLLM_VerificationToken.project_id'),
       ('agent-1', 'gone-2', 'gone-team-1', NULL, NULL, 'agent-1',
        'LiteLLM_VerificationToken.agent_id'),
       ('agent-2', 'carla', NULL, NULL, NULL, 'agent-gone', 'LiteLLM_VerificationToken.agent_id');
INSERT INTO stage_key (secret, user_id, team_id, expires, _needs)
VALUES ('jwt-1', 'gone-1', NULL, NULL, 'LiteLLM_JWTKeyMapping'),
       ('jwt-2', NULL, 'gone-team-1', NULL, 'LiteLLM_JWTKeyMapping'),
       ('jwt-3', 'ben', NULL, pg_temp.ago('5 days'), 'LiteLLM_JWTKeyMapping'),
       ('jwt-4', 'ben', NULL, NULL, 'LiteLLM_JWTKeyMapping'),
       ('rotated-1', 'gone-2', NULL, NULL, 'LiteLLM_DeprecatedVerificationToken'),
       ('rotated-2', NULL, 'gone-team-2', NULL, 'LiteLLM_DeprecatedVerificationToken'),
       ('rotated-3', 'ben', NULL, pg_temp.ago('2 hours'), 'LiteLLM_DeprecatedVerificationToken'),
       ('rotated-4', 'carla', NULL, NULL, 'LiteLLM_DeprecatedVerificationToken');

INSERT INTO stage_key (secret, key_alias, user_id, team_id, created_by, max_budget)
SELECT 'crowd-' || n, CASE WHEN n % 7 = 0 THEN pg_temp.hard_text(n / 7) || ' ' || n ELSE 'key ' || n END,
       CASE WHEN n % 4 > 0 THEN pg_temp.uuid_of('person ' || n % :people + 1) END,
       CASE WHEN n % 2 = 0 THEN pg_temp.uuid_of('team ' || n % :teams + 1) END,
       'alice', CASE WHEN n % 3 = 0 THEN 10 END
  FROM generate_series(1, :keys) n;

UPDATE stage_key SET token = pg_temp.token_of(secret), key_name = 'sk-...' || right(secret, 4);
-- Words that stand where a hash stands, and are nobody's.
INSERT INTO stage_key (secret, token, key_alias, user_id, team_id, expires)
VALUES ('word-1', 'litellm_proxy_master_key', 'master', 'gone-1', NULL, NULL),
       ('word-2', 'cli-jwt-token', NULL, NULL, 'gone-team-1', NULL),
       ('word-3', 'ui-token', 'ui', NULL, NULL, pg_temp.ago('1 day')),
       ('word-4', 'litellm_internal_jobs', NULL, 'ben', NULL, NULL);
SELECT pg_temp.pour('stage_key', 'LiteLLM_VerificationToken') \gset ignored_

CREATE TEMP TABLE stage_jwt AS
SELECT 'jwt-' || n AS id, 'sub' AS jwt_claim_name, 'person, "' || n || '"' AS jwt_claim_value,
       pg_temp.token_of('jwt-' || n) AS token, 'alice' AS created_by
  FROM generate_series(1, 4) n;
SELECT pg_temp.pour('stage_jwt', 'LiteLLM_JWTKeyMapping') \gset ignored_

-- Old hashes: in their grace period, past it, or of a key that is gone.
CREATE TEMP TABLE stage_deprecated AS
SELECT 'deprecated-' || n AS id, pg_temp.token_of('rotated-before-' || n) AS token,
       pg_temp.token_of('rotated-' || n) AS active_token_id, pg_temp.ahead('1 hour') AS revoke_at,
       NULL AS _class
  FROM generate_series(1, 4) n
 UNION ALL
SELECT 'deprecated-past-' || n, pg_temp.token_of('past-' || n), pg_temp.token_of('ben-own'),
       pg_temp.ago(n * interval '5 hours'), 'token-deprecated'
  FROM generate_series(1, 12) n
 UNION ALL
SELECT 'deprecated-lost-' || n, pg_temp.token_of('lost-' || n), pg_temp.token_of('no-such-key'),
       pg_temp.ahead('2 days'), 'token-deprecated'
  FROM generate_series(1, 4) n;
SELECT pg_temp.pour('stage_deprecated', 'LiteLLM_DeprecatedVerificationToken') \gset ignored_

CREATE TEMP TABLE stage_deleted_key AS
SELECT 'deleted-key-' || n AS id, pg_temp.token_of('deleted-' || n) AS token, 'deleted ' || n AS key_alias,
       'gone-' || n AS user_id, 'gone-team-' || n AS team_id, 'budget-of-deleted-key' AS budget_id,
       'permission-deleted-key' AS object_permission_id, pg_temp.ago(n * interval '20 days') AS deleted_at,
       'alice' AS deleted_by
  FROM generate_series(1, 3) n;
SELECT pg_temp.pour('stage_deleted_key', 'LiteLLM_DeletedVerificationToken') \gset ignored_
