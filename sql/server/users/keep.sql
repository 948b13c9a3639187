-- Copies keys to where LiteLLM keeps deleted ones, so that its reports still know their names.
--
-- :ids         text[]     their tokens
-- :now         timestamp  the present, in UTC
-- :deleted_by  text       who deletes them
-- returns  LiteLLM_DeletedVerificationToken.*
-- sample   columns=token
-- writes
-- needs    PostgreSQL 13
-- needs    LiteLLM_DeletedVerificationToken.deleted_at, LiteLLM_DeletedVerificationToken.deleted_by

INSERT INTO "LiteLLM_DeletedVerificationToken" AS kept (id, deleted_at, deleted_by, :"columns")
SELECT gen_random_uuid()::text, :'now'::timestamp, :'deleted_by'::text, :"columns"
  FROM "LiteLLM_VerificationToken"
 WHERE token = ANY (:'ids'::text[])
RETURNING kept.*;
