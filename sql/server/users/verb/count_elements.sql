-- How many elements there are, and which: the digest differs when one comes, goes or changes.
--
-- returns  count int8, digest text
-- for      element entry
-- reads
-- needs    PostgreSQL 13

WITH mine AS (
    :part
)
SELECT count(*) AS count,
       encode(sha256(convert_to(concat_ws(' ', count(*), sum(hashtextextended(key, 0)),
                                          sum(hashtextextended(key, 1))), 'UTF8')), 'hex') AS digest
  FROM (SELECT concat_ws(E'\x1f', :"key", element) AS key FROM mine) AS k;
