-- Rosters and lists as no LiteLLM should write them, and some that only look odd.
--
-- The ids of teams tell what to expect: "good" have the orphans that the test names, "bad" are to be
-- left alone to the last byte.

INSERT INTO "LiteLLM_UserTable" (user_id, user_email, teams)
VALUES ('alive', 'Alive@Example.org', '{"good plain",gone-team,"good plain"}'),
       ('no lists', NULL, NULL),
       ('odd list', 'odd@example.org', '{gone-team,NULL,"",litellm-dashboard,gone-team}'),
       ('two dimensions', '', '{{gone-a,gone-b},{gone-c,gone-d}}'),
       ('5', NULL, '{}');

INSERT INTO "LiteLLM_TeamTable" (team_id, members, admins, members_with_roles)
VALUES ('bad object', NULL, '{}', '{}'),
       ('bad null', '{NULL}', NULL, 'null'),
       ('bad number', '{}', '{}', '5'),
       ('bad two dimensions', '{{ghost,ghost}}', '{{ghost}}', '[]'),
       ('good plain', '{alive,ghost,NULL,"",ghost}', '{ghost,default_user_id}',
        '[{"user_id": "alive", "role": "user"}, {"user_id": "ghost", "role": "admin"}]'),
       ('good mixture', NULL, NULL,
        '[{"user_id": "ghost", "user_email": "alive@example.org"},
          {"user_id": null, "user_email": "ALIVE@example.ORG"},
          {"user_email": "nobody@example.org"}, {"user_email": ""}, {"user_email": null},
          {"user_id": "default_user_id"}, {"user_id": ""}, {"user_id": 5}, {"user_id": {"a": 1}},
          {"role": "user"}, "ghost", ["ghost"], null,
          {"user_id": "ghost two", "more": {"deep": [1]}}]');

-- A jsonb string that holds JSON.
INSERT INTO "LiteLLM_TeamTable" (team_id, members_with_roles)
SELECT t.team_id, to_jsonb(t.roster)
  FROM (VALUES
        ('good text', '[{"user_id": "ghost", "role": "user"}, {"user_id": "alive", "n": -1, "b": true}]'),
        ('good blanks', E' [ \t{ "user_id" : "ghost" \r}\n,{ } ] '),
        ('good escapes', '[{"user_id": "gh\u00f6st\"\\\/\b\f\n\r\t"}]'),
        ('good letters', E'[{"user_id": "gh\u00f6st \U0001F600 \u007f {}[]:, "}]'),
        ('bad empty array', '[]'),
        ('bad empty', ''),
        ('bad word', 'ghost'),
        ('bad end', '[{"user_id": "ghost"'),
        ('bad string end', '[{"user_id": "ghost}]'),
        ('bad quote', '"'),
        ('bad quotes', '[{""": ""}]'),
        ('bad single quotes', '[{''user_id'': ''ghost''}]'),
        ('bad no quotes', '[{user_id: "ghost"}]'),
        ('bad escape', '[{"user_id": "ghost\x"}]'),
        ('bad zero', '[{"user_id": "ghost\u0000"}]'),
        ('bad half', '[{"user_id": "ghost\ud800"}]'),
        ('bad control', E'[{"user_id": "ghost\n"}]'),
        ('bad huge number', '[{"user_id": "ghost", "n": 1e999999999}]'),
        ('bad long number', '[{"user_id": "ghost", "n": ' || repeat('9', 200000) || '}]'),
        ('bad leading zero', '[{"user_id": "ghost", "n": 01}]'),
        ('bad minus', '[{"user_id": "ghost", "n": -}]'),
        ('bad not a number', '[{"user_id": "ghost", "n": NaN}]'),
        ('bad comma', '[{"user_id": "ghost",}]'),
        ('bad missing comma', '[{"user_id": "ghost"} {"user_id": "ghost"}]'),
        ('bad nested', '[{"user_id": "ghost", "x": {"y": 1}}]'),
        ('bad depth', repeat('[', 100000)),
        ('bad object text', '{"user_id": "ghost"}'),
        ('bad two values', '[{"user_id": "ghost"}][]'),
        ('bad braces', '{}{}'),
        ('bad form feed', E'[\f{"user_id": "ghost"}]'),
        ('bad space', E'[\u00a0{"user_id": "ghost"}]')) AS t (team_id, roster);
