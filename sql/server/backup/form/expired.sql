-- Only invitations that let nobody in any more: they are good until the end of their last day.
-- reads
-- needs    PostgreSQL 13
:"column" < date_trunc('day', now() AT TIME ZONE 'UTC')
