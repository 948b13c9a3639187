-- The last event, and the highest numbers ever given to an event and to a seal.
--
-- returns  sequence int8, hash text, counter int8, sealed int8
-- reads
SELECT coalesce((SELECT max(sequence) FROM event), 0) AS sequence,
       (SELECT hash FROM event ORDER BY sequence DESC LIMIT 1) AS hash,
       coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'event'), 0) AS counter,
       coalesce((SELECT max(sequence) FROM seal), 0) AS sealed;
