-- How far an operation is, before its next event.
--
-- :operation  int8  the operation
-- :kind       text  the event that is to come
-- returns     is_planned int8, is_ended int8, has_kind int8
-- reads
SELECT EXISTS (SELECT 1 FROM event WHERE operation = :'operation' AND kind = 'planned') AS is_planned,
       EXISTS (SELECT 1 FROM event WHERE operation = :'operation' AND kind = 'ended') AS is_ended,
       EXISTS (SELECT 1 FROM event WHERE operation = :'operation' AND kind = :'kind'
                                  AND kind <> 'progress') AS has_kind;
