-- One snapshot for several reads.
--
-- reads
BEGIN;
