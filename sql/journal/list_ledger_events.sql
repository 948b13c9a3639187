-- The events that brought lines into the ledger, and what they say of them.
--
-- returns  sequence int8, operation int8, line_count int8, sha256 text
-- reads
SELECT sequence, operation,
       CAST(body ->> '$.ledger.lines' AS INTEGER) AS line_count,
       body ->> '$.ledger.sha256' AS sha256
  FROM event
 WHERE kind = 'progress'
   AND body ->> '$.ledger.sha256' IS NOT NULL
 ORDER BY sequence;
