-- Rows of others that name one of the ids as their author; those of the ids themselves go anyway.
--
-- :ids     text[]  the authors
-- sample   table=LiteLLM_InvitationLink key=id column=created_by owner=user_id
-- reads
-- needs    PostgreSQL 13

SELECT t.*
  FROM :"table" AS t
 WHERE t.:"column" = ANY (:'ids'::text[])
   AND (t.:"owner" IS NULL OR t.:"owner" <> ALL (:'ids'::text[]))
