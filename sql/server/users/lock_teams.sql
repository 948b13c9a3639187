-- LiteLLM's own lock for each team that users may be in, in one order, until the transaction ends.
--
-- :ids     text[]  the users
-- returns  locked void
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable.teams, LiteLLM_UserTable.user_email, LiteLLM_TeamTable.members,
--          LiteLLM_TeamTable.admins, LiteLLM_TeamTable.members_with_roles,
--          LiteLLM_VerificationToken.team_id, LiteLLM_TeamMembership
--
-- LiteLLM of 2026 holds this lock while it edits a roster; older ones know nothing of it. A roster
-- that only mentions an id or an e-mail is enough: a lock too many does no harm.

WITH mark AS (
    SELECT translate(lower(m.mark), '"\', '') AS mark
      FROM "LiteLLM_UserTable" AS u
     CROSS JOIN LATERAL (VALUES (u.user_id), (u.user_email)) AS m (mark)
     WHERE u.user_id = ANY (:'ids'::text[])
       AND m.mark <> ''
), team AS (
    SELECT unnest(u.teams) AS team_id
      FROM "LiteLLM_UserTable" AS u
     WHERE u.user_id = ANY (:'ids'::text[])
     UNION
    SELECT v.team_id FROM "LiteLLM_VerificationToken" AS v WHERE v.user_id = ANY (:'ids'::text[])
     UNION
    SELECT m.team_id FROM "LiteLLM_TeamMembership" AS m WHERE m.user_id = ANY (:'ids'::text[])
     UNION
    SELECT t.team_id
      FROM (SELECT team_id, members, admins,
                   translate(lower(members_with_roles::text), '"\', '') AS text
              FROM "LiteLLM_TeamTable"
            OFFSET 0) AS t
     WHERE t.members && :'ids'::text[]
        OR t.admins && :'ids'::text[]
        OR EXISTS (SELECT FROM mark WHERE strpos(t.text, mark) > 0)
)
SELECT pg_advisory_xact_lock(hashtext(team_id)) AS locked
  FROM (SELECT team_id FROM team WHERE team_id <> '' ORDER BY team_id) AS t;
