-- LiteLLM's own lock for a team's roster, for each team that may name the users, in one order.
--
-- :olds    text[]  user_ids
-- :emails  text[]  in lower case
-- returns  locked void
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_TeamTable.members_with_roles, LiteLLM_TeamTable.members, LiteLLM_TeamTable.admins
--
-- A roster is searched as text, whatever its shape; quotes and backslashes are taken out on both
-- sides, for JSON within a JSON string doubles them.

SELECT pg_advisory_xact_lock(hashtext(named.team_id)) AS locked
  FROM (SELECT t.team_id
          FROM "LiteLLM_TeamTable" AS t
         WHERE t.members && :'olds'::text[]
            OR t.admins && :'olds'::text[]
            OR EXISTS (SELECT
                         FROM unnest(:'olds'::text[] || :'emails'::text[]) AS wanted (word)
                        WHERE strpos(lower(translate(t.members_with_roles::text, '"\', '')),
                                     lower(translate(to_jsonb(wanted.word)::text, '"\', ''))) > 0)
         ORDER BY t.team_id) AS named;
