-- The last event, and the highest number ever given to one.
--
-- returns  sequence int8, hash text, counter int8
-- reads
SELECT coalesce((SELECT max(sequence) FROM event), 0) AS sequence,
       (SELECT hash FROM event ORDER BY sequence DESC LIMIT 1) AS hash,
       coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'event'), 0) AS counter;
