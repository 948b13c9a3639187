-- The server process behind the connection: behind a transaction pooler it changes.
--
-- The one statement that runs outside a transaction of ours, hence the name in full.
--
-- returns  backend_pid int4
-- reads
-- needs    PostgreSQL 13

SELECT pg_catalog.pg_backend_pid() AS backend_pid;
