-- A sequence goes on where it was.
--
-- A script for psql, not for the program.  Filled in: :sequence, :value, :called.
-- writes
-- needs    PostgreSQL 13
SELECT setval(:sequence::regclass, :value, :called);
