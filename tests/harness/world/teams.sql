-- Teams. _count is how many elements of the three rosters name nobody.

CREATE TEMP TABLE stage_team
       (team_id text, team_alias text, organization_id text, admins text[] DEFAULT '{}',
        members text[] DEFAULT '{}', members_with_roles jsonb NOT NULL, metadata jsonb DEFAULT '{}',
        models text[] DEFAULT '{}', max_budget float8, blocked boolean DEFAULT false, model_id int,
        object_permission_id text, created_at timestamp DEFAULT pg_temp.ago('200 days'),
        _class text, _count int);

-- Nothing wrong: among them everything that looks wrong.
INSERT INTO stage_team (team_id, team_alias, organization_id, members_with_roles, metadata, models,
                        max_budget, blocked, model_id, object_permission_id)
VALUES ('team-research', 'Research & Development', 'org-north',
        '[{"user_id": "alice", "user_email": null, "role": "admin"},
          {"user_id": "ben", "user_email": "ben.müller@example.org", "role": "user"},
          {"user_id": "emre", "user_email": null, "role": "user"},
          {"user_id": "fay", "user_email": null, "role": "user"},
          {"user_id": "sso-ines", "user_email": null, "role": "admin"},
          {"user_id": "default_user_id", "user_email": null, "role": "admin"},
          {"user_id": "litellm-proxy-budget", "user_email": null, "role": "user"}]',
        '{"tags": ["r&d"]}', '{all-proxy-models}', 500, false, NULL, 'permission-team'),
       -- the database's default is an object
       ('team-empty', 'Empty', NULL, '{}', '{}', '{}', NULL, false, NULL, NULL),
       ('team-aliases', 'Aliases', 'org-south',
        '[{"user_id": "gus", "user_email": null, "role": "user"}]', '{}', '{gpt-4o,fast}', NULL,
        false, 1, NULL),
       ('team-budget', '  Budget ', NULL,
        '[{"user_id": "fay", "user_email": null, "role": "user"}]',
        '{"team_member_budget_id": "budget-in-metadata"}', '{}', 12.75, false, 3, NULL),
       -- emre's own list does not name this team
       ('team-blocked', 'Blocked', NULL,
        '[{"user_id": "emre", "user_email": null, "role": "admin"}]', '{}', '{}', NULL, true, NULL,
        NULL);
INSERT INTO stage_team (team_id, members, admins, models, members_with_roles)
VALUES ('team-nulls', NULL, NULL, NULL, '[]'),
       ('team-protected', '{"",default_user_id,system}', '{litellm_internal_jobs}', '{}',
        '[{"user_id": "litellm-internal-health-check", "user_email": null, "role": "user"}]');

INSERT INTO stage_team (team_id, team_alias, members, admins, members_with_roles, _class, _count)
VALUES ('team-gone', 'People left', '{}', '{}',
        '[{"user_id": "alice", "user_email": null, "role": "admin"},
          {"user_id": "gone-1", "user_email": null, "role": "admin"},
          {"user_id": "gone-4", "user_email": null, "role": "user"},
          {"user_id": "gone-4", "user_email": null, "role": "user"},
          {"user_id": "gone-5", "user_email": "ben.müller@example.org", "role": "user"}]',
        'roster-without-user', 4),
       -- a JSON string that holds JSON
       ('team-text', 'Text', '{}', '{}',
        to_jsonb('[{"user_id": "ben", "user_email": null, "role": "user"},'
                 ' {"user_id": "gone-1", "user_email": null, "role": "user"},'
                 ' {"user_id": "gone-2", "user_email": "x@example.org", "role": "user"}]'::text),
        'roster-without-user', 2),
       -- people by e-mail only; two of them exist, one in other letters
       ('team-mail', 'E-mail', '{}', '{}',
        '[{"user_id": null, "user_email": "BEN.müller@example.ORG", "role": "user"},
          {"user_email": "carla@example.org", "role": "user"},
          {"user_email": "nobody@example.org", "role": "user"},
          {"user_id": null, "user_email": "left, \"long\" ago@example.org", "role": "admin"}]',
        'roster-without-user', 2),
       ('team-legacy', E'Alt & "väterlich"', ARRAY['ben', 'gone-1', 'gone, "3"', ''],
        ARRAY['alice', 'gone-2', 'default_user_id'], '[]', 'roster-without-user', 3),
       (E'team, "hard"\n 100% \\ it''s', E'🦊, "hard"\n 100% \\ it''s ', ARRAY[E'gone\\6'], NULL,
        '[{"user_id": "user, \"hard\" 100% \\ it''s", "user_email": null, "role": "admin"},
          {"user_id": "gone, \"3\"", "user_email": null, "role": "user"}]',
        'roster-without-user', 2);

-- The crowd: person n is in team n % :teams + 1.
INSERT INTO stage_team (team_id, team_alias, organization_id, members_with_roles)
SELECT pg_temp.uuid_of('team ' || t), 'Team ' || t,
       CASE WHEN t % 3 = 0 THEN 'org-north' END,
       coalesce((SELECT jsonb_agg(jsonb_build_object(
                                      'user_id', pg_temp.uuid_of('person ' || n), 'user_email', NULL,
                                      'role', CASE WHEN n <= :teams THEN 'admin' ELSE 'user' END)
                                  ORDER BY n)
                   FROM generate_series(1, :people) n
                  WHERE n % :teams + 1 = t), '[]')
  FROM generate_series(1, :teams) t;
SELECT pg_temp.pour('stage_team', 'LiteLLM_TeamTable') \gset ignored_

CREATE TEMP TABLE stage_deleted_team AS
SELECT 'deleted-team-' || n AS id, 'gone-team-' || n AS team_id, 'Gone ' || n AS team_alias,
       '{}'::jsonb AS members_with_roles, pg_temp.ago(n * interval '20 days') AS deleted_at,
       'alice' AS deleted_by
  FROM generate_series(1, 2) n;
SELECT pg_temp.pour('stage_deleted_team', 'LiteLLM_DeletedTeamTable') \gset ignored_
