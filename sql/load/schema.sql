-- Which schema load.sql means: -v schema=NAME, or that of the set.
--
-- A script for psql, not for the program.  Filled in: :default.
-- reads
-- needs    PostgreSQL 13
\if :{?schema}
\else
\set schema :default
\endif
