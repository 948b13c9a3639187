-- The orphans themselves, for people to read.
--
-- :limit   int8  the first so many by key; NULL: all
-- returns  :shown
-- for      all
-- reads
-- needs    PostgreSQL 13

WITH orphan AS (
    :part
)
SELECT :shown
  FROM orphan
 ORDER BY :"key"
 LIMIT :'limit'::int8;
