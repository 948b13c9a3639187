-- The rows that name the users, for working through them piece by piece.
--
-- :limit   int8  how many at most
-- returns  row text
-- for      plain typed
-- reads
-- needs    PostgreSQL 13

WITH place AS (
    :part
)
SELECT place.:"first"::text AS row
  FROM place
 LIMIT :'limit'::int8;
