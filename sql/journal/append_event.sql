-- Adds one event to the log.
--
-- :sequence   int8  one more than the highest ever
-- :operation  int8  the operation it belongs to
-- :kind       text  planned, progress, prepared, committed or ended
-- :at         text  UTC
-- :body       text  a JSON object
-- :previous   text  hash of the event before
-- :hash       text  of all of this
-- writes
INSERT INTO event (sequence, operation, kind, at, body, previous, hash)
VALUES (:'sequence', :'operation', :'kind', :'at', :'body', :'previous', :'hash');
