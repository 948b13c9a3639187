-- The head of undo.sql and load.sql: all or nothing, and only names of this schema.
--
-- A script for psql, not for the program.  Filled in: :"schema".
-- writes
-- needs    PostgreSQL 13
\set ON_ERROR_STOP on
BEGIN;
SET LOCAL client_encoding = 'UTF8';
SET LOCAL datestyle = 'ISO';
SET LOCAL timezone = 'UTC';
SET LOCAL array_nulls = on;
SET LOCAL standard_conforming_strings = on;
SET LOCAL lock_timeout = '10s';
SET LOCAL statement_timeout = 0;
SET LOCAL synchronous_commit = on;
SET LOCAL search_path = pg_catalog, :"schema", pg_temp;
