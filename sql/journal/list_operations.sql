-- Operations as they stand now, newest first.
--
-- :database  text  only those on this database; NULL: all
-- :since     text  only those started at or after; NULL: all
-- :limit     int8  at most so many; -1: all
-- returns    operation int8, command text, outcome text, state text, started text, finished text,
--            database text, host text, os_user text, system_identifier text, message text,
--            folder text, rows int8, bytes int8, duration_ms int8, undoes int8, undone_by int8
-- reads
SELECT operation, command, outcome, state, started, finished, database, host, os_user,
       system_identifier, message, folder, rows, bytes, duration_ms, undoes, undone_by
  FROM operation
 WHERE (:'database' IS NULL OR database = :'database')
   AND (:'since' IS NULL OR julianday(started) >= julianday(:'since'))
 ORDER BY operation DESC
 LIMIT :'limit';
