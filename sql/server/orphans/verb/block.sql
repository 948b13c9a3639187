-- Blocks the keys that are not blocked yet; nothing else of them changes.
--
-- :limit   int8  the first so many by key; NULL: all
-- returns  token text, old text, new text
-- for      each of LiteLLM_VerificationToken
-- writes
-- needs    PostgreSQL 13
-- needs    LiteLLM_VerificationToken.blocked

WITH orphan AS (
    :part
)
UPDATE "LiteLLM_VerificationToken" AS t
   SET blocked = TRUE
  FROM (SELECT token, blocked
          FROM "LiteLLM_VerificationToken"
         WHERE token IN (SELECT token FROM orphan ORDER BY token LIMIT :'limit'::int8)) AS before
 WHERE t.token = before.token
   AND t.blocked IS NOT TRUE
RETURNING t.token, before.blocked::text AS "old", t.blocked::text AS "new";
