-- The server process behind the connection: behind a transaction pooler it changes.
--
-- returns  backend_pid int4
-- reads
-- needs    PostgreSQL 13

SELECT pg_backend_pid() AS backend_pid;
