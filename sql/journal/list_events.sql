-- All events of one operation, in order.
--
-- :operation  int8  its number
-- returns     sequence int8, operation int8, kind text, at text, body text, previous text, hash text
-- reads
SELECT sequence, operation, kind, at, body, previous, hash
  FROM event
 WHERE operation = :'operation'
 ORDER BY sequence;
