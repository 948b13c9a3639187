-- How long the lock that follows may be waited for: whoever waits keeps others waiting.
--
-- returns
-- reads
-- needs    PostgreSQL 13

SET LOCAL lock_timeout = '3s';
