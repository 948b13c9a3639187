-- Forgets the transaction.
--
-- writes
ROLLBACK;
