-- The hash of one event.
--
-- :sequence  int8  its number
-- returns    operation int8, hash text
-- reads
SELECT operation, hash
  FROM event
 WHERE sequence = :'sequence';
