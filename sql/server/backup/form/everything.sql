-- Every row.
-- reads
-- needs    PostgreSQL 13
true
