-- One file of a set into its table.
--
-- A script for psql, not for the program.  Filled in: :"table", :"columns", :source.
-- writes
-- needs    PostgreSQL 13
\copy :"table" (:"columns") FROM :source WITH (FORMAT csv, HEADER)
