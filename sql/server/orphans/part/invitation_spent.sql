-- Invitations that were accepted or have expired.
--
-- :now     timestamp  the present, in UTC
-- returns  id text, invitation text, user_id text, is_accepted bool, expires_at timestamp,
--          created_by text, created_at timestamp
-- table    LiteLLM_InvitationLink
-- key      id
-- hidden   id
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_InvitationLink.created_at, LiteLLM_InvitationLink.created_by
-- needs    LiteLLM_InvitationLink.expires_at, LiteLLM_InvitationLink.id
-- needs    LiteLLM_InvitationLink.is_accepted, LiteLLM_InvitationLink.user_id
--
-- Who knows the id of an invitation can set its user's password, so only its head is shown.

SELECT i.id, left(i.id, 4) || '...' AS invitation, i.user_id, i.is_accepted, i.expires_at,
       i.created_by, i.created_at
  FROM "LiteLLM_InvitationLink" AS i
 WHERE i.is_accepted
    OR i.expires_at < :'now'::timestamp
