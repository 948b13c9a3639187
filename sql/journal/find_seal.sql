-- The hash that was sealed under a number.
--
-- :sequence  int8  the number
-- returns    hash text
-- reads
SELECT hash
  FROM seal
 WHERE sequence = :'sequence';
