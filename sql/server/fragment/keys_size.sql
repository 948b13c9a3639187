-- How many bytes the keys of a request's metadata l take as they are stored, compressed or not: it is
-- taken to shrink as its text does.

pg_column_size(l.metadata)
* (1 - octet_length((l.metadata - :'drop'::text[])::text) / octet_length(l.metadata::text)::float8)
