-- One operation as it stands now.
--
-- :operation  int8  its number
-- returns     operation int8, command text, outcome text, state text, started text, finished text,
--             database text, host text, os_user text, system_identifier text, message text,
--             folder text, rows int8, bytes int8, duration_ms int8, undoes int8, undone_by int8
-- reads
SELECT operation, command, outcome, state, started, finished, database, host, os_user,
       system_identifier, message, folder, rows, bytes, duration_ms, undoes, undone_by
  FROM operation
 WHERE operation = :'operation';
