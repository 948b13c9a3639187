-- Whether some event has this hash.
--
-- :hash    text  the hash
-- returns  is_known int8
-- reads
SELECT EXISTS (SELECT 1 FROM event WHERE hash = :'hash') AS is_known;
