-- Drops keys of metadata in some requests of a slice.
--
-- :drop    text[]  keys of metadata
-- :limit   int8    how many rows at most
-- for time_chosen, pages_chosen
-- returns
-- writes
-- needs    PostgreSQL 13
--
-- The range again, beside the places: it leads to the right partition.

UPDATE :"table" AS l
   SET
       metadata = l.metadata - :'drop'::text[]
  FROM (SELECT l.tableoid AS part, l.ctid AS place
          FROM :"table" AS l
         WHERE
               :part
           AND (
                :include keys_left
               )
         LIMIT :'limit'::int8) AS chosen
 WHERE l.tableoid = chosen.part
   AND l.ctid = chosen.place
   AND
       :part
