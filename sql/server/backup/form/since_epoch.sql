-- Only rows of that time on, where it is kept in seconds.
-- :since  text  the instant, UTC
-- reads
-- needs    PostgreSQL 13
:"column" >= extract(epoch FROM :'since'::timestamp)::float8
