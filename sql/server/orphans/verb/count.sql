-- How many orphans there are, and which: the digest differs when one comes, goes or changes.
--
-- returns  count int8, digest text
-- for      all
-- reads
-- needs    PostgreSQL 13
--
-- The digest adds up hashes of the keys, so it costs no sort and no memory, however many there are.

WITH orphan AS (
    :part
)
SELECT count(*) AS count,
       encode(sha256(convert_to(concat_ws(' ', count(*), sum(hashtextextended(key, 0)),
                                          sum(hashtextextended(key, 1))), 'UTF8')), 'hex') AS digest
  FROM (SELECT concat_ws(E'\x1f', :"key") AS key FROM orphan) AS k;
