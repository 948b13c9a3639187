-- How many of the keys are not blocked yet, and which.
--
-- returns  count int8, digest text
-- for      each of LiteLLM_VerificationToken
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_VerificationToken.blocked

WITH orphan AS (
    :part
)
SELECT count(*) AS count,
       encode(sha256(convert_to(concat_ws(' ', count(*), sum(hashtextextended(token, 0)),
                                          sum(hashtextextended(token, 1))), 'UTF8')), 'hex') AS digest
  FROM orphan
  JOIN "LiteLLM_VerificationToken" AS k USING (token)
 WHERE k.blocked IS NOT TRUE;
