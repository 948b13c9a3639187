-- Ends the transaction; what it wrote is on disk.
--
-- writes
COMMIT;
