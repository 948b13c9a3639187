-- An order that no collation changes.
-- reads
-- needs    PostgreSQL 13
:"column"::text COLLATE "C"
