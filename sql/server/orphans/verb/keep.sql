-- Copies keys to where LiteLLM keeps deleted ones, so that its reports still know their names.
--
-- :now         timestamp  the present, in UTC
-- :deleted_by  text       who deletes them
-- :limit       int8       the first so many by key; NULL: all
-- returns  LiteLLM_DeletedVerificationToken.*
-- for      each of LiteLLM_VerificationToken
-- sample   columns=token
-- writes
-- needs    PostgreSQL 13
-- needs    LiteLLM_DeletedVerificationToken.deleted_at, LiteLLM_DeletedVerificationToken.deleted_by

WITH orphan AS (
    :part
)
INSERT INTO "LiteLLM_DeletedVerificationToken" AS kept (id, deleted_at, deleted_by, :"columns")
SELECT gen_random_uuid()::text, :'now'::timestamp, :'deleted_by'::text, :"columns"
  FROM "LiteLLM_VerificationToken"
 WHERE token IN (SELECT token FROM orphan ORDER BY token LIMIT :'limit'::int8)
RETURNING kept.*;
