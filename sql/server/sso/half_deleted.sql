-- Users of whom nothing is left but the row: the traces of a delete that failed at its last step.
--
-- :protected_users  text[]  LiteLLM's own
-- returns  user_id text, count int8, names text
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable
-- needs    LiteLLM_InvitationLink.user_id, LiteLLM_InvitationLink.created_by,
--          LiteLLM_InvitationLink.updated_by
-- needs    LiteLLM_VerificationToken.user_id
--
-- LiteLLM deletes keys, invitations and memberships, each for good, and then cannot delete the row
-- because invitations of others name it.

SELECT u.user_id, 1::int8 AS count, NULL::text AS names
  FROM "LiteLLM_UserTable" AS u
 WHERE u.user_id <> ALL (:'protected_users'::text[])
   AND u.user_id IN (SELECT by.user_id
                       FROM "LiteLLM_InvitationLink" AS i
                      CROSS JOIN LATERAL (VALUES (i.created_by), (i.updated_by)) AS by (user_id)
                      WHERE by.user_id <> i.user_id)
   AND NOT EXISTS (SELECT FROM "LiteLLM_InvitationLink" AS i WHERE i.user_id = u.user_id)
   AND NOT EXISTS (SELECT FROM "LiteLLM_VerificationToken" AS k WHERE k.user_id = u.user_id)
   AND NOT EXISTS (SELECT FROM "LiteLLM_TeamMembership" AS m WHERE m.user_id = u.user_id)  -- when LiteLLM_TeamMembership
   AND NOT EXISTS (SELECT FROM "LiteLLM_OrganizationMembership" AS m WHERE m.user_id = u.user_id)  -- when LiteLLM_OrganizationMembership
;
