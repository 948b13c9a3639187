-- Sees exactly what the transaction sees that exported the snapshot.
--
-- returns
-- reads
-- sample   snapshot=00000003-0000001B-1
-- needs    PostgreSQL 13

SET TRANSACTION SNAPSHOT :'snapshot';
