-- Keeps the hash of an event a second time.
--
-- :sequence  int8  the event
-- :hash      text  its hash
-- writes
INSERT INTO seal (sequence, hash)
VALUES (:'sequence', :'hash');
