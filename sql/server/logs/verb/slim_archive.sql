-- Drops keys of metadata in some requests of a slice, and returns what was there and what is there now.
--
-- :drop    text[]  keys of metadata
-- :limit   int8    how many rows at most
-- for time_chosen, pages_chosen
-- returns  :key, :rewritten, :rewritten
-- writes
-- sample   table=LiteLLM_SpendLogs time=startTime key=request_id rewritten=metadata
-- needs    PostgreSQL 13
--
-- What was there is read apart: as a part of what was chosen, long values would be read for nothing.

COPY (UPDATE :"table" AS l
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
             , (SELECT l.tableoid AS part, l.ctid AS place, l.:"rewritten"
                  FROM :"table" AS l
                 WHERE
                       :part
               ) AS before
       WHERE l.tableoid = chosen.part
         AND l.ctid = chosen.place
         AND l.tableoid = before.part
         AND l.ctid = before.place
         AND
             :part
      RETURNING l.:"key", before.:"rewritten", l.:"rewritten") TO STDOUT (FORMAT csv);
