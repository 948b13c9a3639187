-- Every event in order, with the number under which its hash was sealed.
--
-- returns  sequence int8, operation int8, kind text, at text, body text, previous text, hash text,
--          sealed_as int8
-- reads
SELECT event.sequence, event.operation, event.kind, event.at, event.body, event.previous,
       event.hash, seal.sequence AS sealed_as
  FROM event
  LEFT JOIN seal
    ON seal.hash = event.hash
 ORDER BY event.sequence;
