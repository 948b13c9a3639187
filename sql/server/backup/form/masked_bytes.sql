-- No content in the place of some.
-- reads
-- needs    PostgreSQL 13
CASE WHEN :"column" IS NOT NULL THEN '\x'::bytea END
