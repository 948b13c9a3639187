-- A table with its schema, before search_path is pinned.
-- reads
-- needs    PostgreSQL 13
:"schema".:"column"
