-- Users, what they belong to, and who invited them. _count is how many elements of teams[] name
-- no team.

CREATE TEMP TABLE stage_user
       (user_id text, user_alias text, user_email text, user_role text, sso_user_id text,
        teams text[] DEFAULT '{}', models text[] DEFAULT '{}', organization_id text,
        password text, object_permission_id text, max_budget float8, metadata jsonb DEFAULT '{}',
        created_at timestamp DEFAULT pg_temp.ago('180 days'),
        updated_at timestamp DEFAULT pg_temp.ago('3 days'), _class text, _count int);

INSERT INTO stage_user (user_id, user_alias, user_email, user_role, sso_user_id, teams, models,
                        organization_id, password, object_permission_id)
VALUES ('alice', 'Alice', 'alice@example.org', 'proxy_admin', NULL, '{team-research,team-gone}',
        '{}', NULL, encode(sha256('open sesame'), 'hex'), NULL),
       ('ben', 'Ben Müller', 'ben.müller@example.org', 'internal_user', NULL,
        '{team-research,team-text,team-mail,team-legacy}', ARRAY['gpt-4o', 'a, "b"'], 'org-north',
        NULL, 'permission-user'),
       ('carla', 'Carla', 'carla@example.org', 'internal_user_viewer', NULL, '{}',
        '{no-default-models}', NULL, NULL, NULL),
       -- cannot be deleted by the API: a member of organisations
       ('dario', 'Dario', 'dario@example.org', 'org_admin', NULL, '{}', '{}', 'org-north', NULL,
        NULL),
       -- in rosters that this list does not name
       ('emre', 'Emre', 'emre@example.org', 'internal_user', NULL, '{}', '{}', NULL, NULL, NULL),
       -- the same team twice
       ('fay', 'Fay', 'fay@example.org', 'internal_user', NULL,
        '{team-research,team-research,team-budget}', '{}', NULL, NULL, NULL),
       -- cannot be deleted by the API: invited others
       ('sso-ines', 'Inês', 'ines@example.org', 'proxy_admin', 'sso-ines', '{team-research}', '{}',
        NULL, NULL, NULL),
       -- found by e-mail or sso_user_id, not by the same word
       ('0f8e2a90-joao', 'João', 'joao@example.org', NULL, 'idp|joao', NULL, NULL, NULL, NULL, NULL),
       -- two people with one e-mail
       ('twin-1', 'Twin', 'twin@example.org', 'internal_user', NULL, '{}', '{}', NULL, NULL, NULL),
       ('twin-2', 'Twin', 'Twin@Example.org', 'internal_user', 'idp|twin', '{}', '{}', NULL, NULL,
        NULL),
       ('leo', NULL, NULL, 'internal_user', NULL, '{litellm-dashboard,litellm-cli,"",system}', '{}',
        NULL, NULL, NULL),
       ('padded ', ' padded', 'padded@example.org ', 'internal_user', NULL, '{}', '{}', NULL, '',
        NULL),
       ('default_user_id', NULL, NULL, 'proxy_admin', NULL, '{}', '{}', NULL, NULL, NULL);
INSERT INTO stage_user (user_id, user_alias, user_email, user_role, teams, _class, _count)
VALUES ('gus', 'Gus', 'gus@example.org', 'internal_user',
        '{gone-team-1,team-aliases,gone-team-1}', 'team-list-without-team', 2),
       ('hana', 'Hana', 'hana@example.org', 'customer', '{gone-team-2,litellm-dashboard}',
        'team-list-without-team', 1),
       ('kim', 'Kim', 'kim@example.org', 'internal_user',
        ARRAY['gone-team, "3"', 'gone-team-1', E'gone\nteam'], 'team-list-without-team', 3),
       (E'user, "hard" 100% \\ it''s', E'🦊\n"hard", 100% \\ it''s', 'o''hard+x@example.org',
        'internal_user', ARRAY[E'team, "hard"\n 100% \\ it''s', 'gone-team-2', 'gone-team-4'],
        'team-list-without-team', 2);

INSERT INTO stage_user (user_id, user_alias, user_email, user_role, sso_user_id, teams, metadata,
                        max_budget)
SELECT pg_temp.uuid_of('person ' || n),
       CASE WHEN n % 5 = 0 THEN pg_temp.hard_text(n / 5) ELSE 'Person ' || n END,
       'person' || n || '@example.org',
       (ARRAY['internal_user', 'internal_user_viewer', NULL])[n % 3 + 1],
       CASE WHEN n % 4 = 0 THEN pg_temp.uuid_of('person ' || n) END,
       ARRAY[pg_temp.uuid_of('team ' || n % :teams + 1)],
       CASE WHEN n % 4 = 0 THEN '{"auth_provider": "okta"}'::jsonb ELSE '{}' END,
       CASE WHEN n % 6 = 0 THEN n END
  FROM generate_series(1, :people) n;
SELECT pg_temp.pour('stage_user', 'LiteLLM_UserTable') \gset ignored_

CREATE TEMP TABLE stage_membership AS
SELECT *
  FROM (VALUES ('ben',     'team-research', 1.25::float8, 'budget-member', NULL::text),
               ('fay',     'team-budget',   0,            'budget-member', NULL),
               (E'user, "hard" 100% \\ it''s', E'team, "hard"\n 100% \\ it''s', 0.5, NULL, NULL),
               ('litellm-proxy-budget', 'team-research', 0, NULL, NULL),
               ('default_user_id', 'litellm-dashboard',  0, NULL, NULL),
               ('alice',   'litellm-dashboard', 0, NULL, NULL),
               ('gone-1',  'team-research', 3, 'budget-member', 'membership-without-owner'),
               ('gone, "3"', 'team-gone',   0, NULL, 'membership-without-owner'),
               ('ben',     'gone-team-1',   7, 'budget-member', 'membership-without-owner'),
               ('carla',   'gone-team-2',   0, NULL, 'membership-without-owner'),
               ('default_user_id', 'gone-team-2', 0, NULL, 'membership-without-owner'),
               ('gone-2',  'gone-team-1',   0, NULL, 'membership-without-owner')
       ) AS m (user_id, team_id, spend, budget_id, _class)
 UNION ALL
SELECT pg_temp.uuid_of('person ' || n), pg_temp.uuid_of('team ' || n % :teams + 1), n / 8.0,
       'budget-member', NULL
  FROM generate_series(3, :people, 3) n;
ALTER TABLE stage_membership ADD total_spend float8 NOT NULL DEFAULT 9.5;
SELECT pg_temp.pour('stage_membership', 'LiteLLM_TeamMembership') \gset ignored_

CREATE TEMP TABLE stage_organization_member AS
SELECT *
  FROM (VALUES ('dario', 'org-north', 'org_admin', 0.5, 'budget-of-org-member'),
               ('dario', 'org-south', 'internal_user', 0, NULL),
               ('ben', 'org-north', 'internal_user', 2, 'budget-member')
       ) AS m (user_id, organization_id, user_role, spend, budget_id);
SELECT pg_temp.pour('stage_organization_member', 'LiteLLM_OrganizationMembership') \gset ignored_

-- updated_by is the invited one once the link was opened.
CREATE TEMP TABLE stage_invitation AS
SELECT i.id, i.user_id, i.created_by, i.updated_by, i.is_accepted, i.expires_at, i._class,
       i.expires_at - interval '7 days' AS created_at,
       i.expires_at - interval '6 days' AS updated_at,
       CASE WHEN i.is_accepted THEN i.expires_at - interval '6 days' END AS accepted_at
  FROM (VALUES ('invitation-open-1', 'carla', 'sso-ines', 'sso-ines', false,
                pg_temp.ahead('6 days'), NULL),
               ('invitation-open-2', 'hana', 'alice', 'alice', false, pg_temp.ahead('1 hour'),
                NULL),
               ('invitation-open-3', 'leo', 'default_user_id', 'default_user_id', false,
                pg_temp.ahead('2 days'), NULL),
               ('invitation-expired-1', 'kim', 'sso-ines', 'sso-ines', false,
                pg_temp.ago('1 hour'), 'invitation-spent'),
               ('invitation-expired-2', 'gus', 'alice', 'sso-ines', false, pg_temp.ago('9 days'),
                'invitation-spent'),
               ('invitation-expired-3', 'emre', 'sso-ines', 'alice', false,
                pg_temp.ago('300 days'), 'invitation-spent'),
               ('invitation-accepted-1', 'ben', 'sso-ines', 'ben', true, pg_temp.ahead('5 days'),
                'invitation-spent'),
               ('invitation-accepted-2', 'fay', 'alice', 'fay', true, pg_temp.ahead('1 day'),
                'invitation-spent'),
               ('invitation-accepted-3', 'sso-ines', 'alice', 'sso-ines', true,
                pg_temp.ahead('2 days'), 'invitation-spent'),
               ('invitation-old-1', 'dario', 'sso-ines', 'dario', true, pg_temp.ago('20 days'),
                'invitation-spent'),
               ('invitation-old-2', 'emre', 'default_user_id', 'emre', true,
                pg_temp.ago('90 days'), 'invitation-spent'),
               ('invitation-old-3', E'user, "hard" 100% \\ it''s', 'alice', 'alice', true,
                pg_temp.ago('91 days'), 'invitation-spent'),
               ('invitation-old-4', 'twin-1', 'twin-2', 'twin-1', true, pg_temp.ago('1 day'),
                'invitation-spent')
       ) AS i (id, user_id, created_by, updated_by, is_accepted, expires_at, _class);
SELECT pg_temp.pour('stage_invitation', 'LiteLLM_InvitationLink') \gset ignored_

CREATE TEMP TABLE stage_request AS
SELECT *
  FROM (VALUES ('request-1', 'ben', ARRAY['gpt-4o'], 'please, "now"', 'pending'),
               ('request-2', 'gone-1', NULL, '', 'approved')
       ) AS r (request_id, user_id, models, justification, status);
SELECT pg_temp.pour('stage_request', 'LiteLLM_UserNotifications') \gset ignored_
