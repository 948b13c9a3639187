-- The ids of teams, users and keys that are meant by an id, an alias or an e-mail.
--
-- :teams   text[]  ids or aliases; NULL: none
-- :users   text[]  ids or e-mails, in any case
-- :keys    text[]  hashes or aliases
-- returns  kind text, id text
-- reads
-- needs    PostgreSQL 13
--
-- What was given is always among them: the log knows ids that nothing else knows any more.

SELECT r.kind, r.id
  FROM (SELECT 'team' AS kind, g.given AS id FROM unnest(:'teams'::text[]) AS g (given)
        UNION
        SELECT 'team', t.team_id FROM "LiteLLM_TeamTable" AS t
         WHERE t.team_alias = ANY (:'teams'::text[])
        UNION
        SELECT 'user', g.given FROM unnest(:'users'::text[]) AS g (given)
        UNION
        SELECT 'user', u.user_id FROM "LiteLLM_UserTable" AS u
         WHERE lower(u.user_email) = ANY (SELECT lower(g.given) FROM unnest(:'users'::text[]) AS g (given))
        UNION
        SELECT 'key', g.given FROM unnest(:'keys'::text[]) AS g (given)
        UNION
        SELECT 'key', k.token FROM "LiteLLM_VerificationToken" AS k
         WHERE k.key_alias = ANY (:'keys'::text[])) AS r
 ORDER BY r.kind, r.id COLLATE "C";
