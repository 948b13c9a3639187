-- Copies made among LiteLLM's deleted keys of keys that are still there: there must be none.
--
-- :now         timestamp  when the copies were made, in UTC
-- :deleted_by  text       who made them
-- returns  count int8
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_VerificationToken
-- needs    LiteLLM_DeletedVerificationToken.deleted_at, LiteLLM_DeletedVerificationToken.deleted_by

SELECT count(*) AS count
  FROM "LiteLLM_DeletedVerificationToken" AS d
  JOIN "LiteLLM_VerificationToken" AS k USING (token)
 WHERE d.deleted_at = :'now'::timestamp(3)
   AND d.deleted_by = :'deleted_by'::text;
