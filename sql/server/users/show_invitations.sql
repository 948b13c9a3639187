-- The invitations that a user made or got. Their ids are secrets: only the first characters.
--
-- :ids     text[]  the user
-- returns  invitation text, for_user text, created_by text, updated_by text, is_accepted bool,
--          expires_at timestamp
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_InvitationLink.user_id, LiteLLM_InvitationLink.created_by,
--          LiteLLM_InvitationLink.updated_by, LiteLLM_InvitationLink.is_accepted,
--          LiteLLM_InvitationLink.expires_at

SELECT left(i.id, 8) || '...' AS invitation, i.user_id AS for_user, i.created_by, i.updated_by,
       i.is_accepted, i.expires_at
  FROM "LiteLLM_InvitationLink" AS i
 WHERE i.user_id = ANY (:'ids'::text[])
    OR i.created_by = ANY (:'ids'::text[])
    OR i.updated_by = ANY (:'ids'::text[])
 ORDER BY i.expires_at DESC, i.id;
