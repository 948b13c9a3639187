-- Nothing in the place of a column.
-- reads
-- needs    PostgreSQL 13
NULL
