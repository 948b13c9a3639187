-- Keys that are not blocked.
--
-- :ids     text[]  their tokens
-- sample   table=LiteLLM_VerificationToken key=token
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_VerificationToken.blocked

SELECT t.*
  FROM "LiteLLM_VerificationToken" AS t
 WHERE t.token = ANY (:'ids'::text[])
   AND t.blocked IS NOT TRUE
