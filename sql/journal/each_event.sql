-- Every event, in order.
--
-- returns  sequence int8, operation int8, kind text, at text, body text, previous text, hash text
-- reads
SELECT sequence, operation, kind, at, body, previous, hash
  FROM event
 ORDER BY sequence;
