-- Tables, triggers and views as they are, to compare with what they should be.
--
-- returns  type text, name text, sql text
-- reads
SELECT type, name, sql
  FROM sqlite_schema
 WHERE name NOT LIKE 'sqlite\_%' ESCAPE '\'
 ORDER BY type, name;
