-- Invitations of others that name one of the users as who made or last changed them.
--
-- :ids     text[]  the users
-- sample   table=LiteLLM_InvitationLink key=id
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_InvitationLink.user_id, LiteLLM_InvitationLink.created_by,
--          LiteLLM_InvitationLink.updated_by

SELECT t.*
  FROM "LiteLLM_InvitationLink" AS t
 WHERE (t.created_by = ANY (:'ids'::text[]) OR t.updated_by = ANY (:'ids'::text[]))
   AND t.user_id <> ALL (:'ids'::text[])
