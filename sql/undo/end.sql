-- The end of undo.sql and load.sql: with -v rehearse=1 nothing is kept.
--
-- A script for psql, not for the program.
-- writes
-- needs    PostgreSQL 13
\if :{?rehearse}
ROLLBACK;
\echo 'Only rehearsed: the database is as it was.'
\else
COMMIT;
\echo 'Done.'
\endif
