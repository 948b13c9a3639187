-- Only rows of that time on.
-- :since  text  the instant, UTC
-- reads
-- needs    PostgreSQL 13
:"column" >= :'since'::timestamp
