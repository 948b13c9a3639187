-- Who else is at work in this database, by role and program.
--
-- LiteLLM gives its connections no name, so they are known by whose they are: the owner of its
-- tables. Prisma may say its name. The usual programs of administrators are passed over.
--
-- returns  role_name text, program text, sessions int8
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable

SELECT a.usename::text AS role_name,
       nullif(a.application_name, '') AS program,
       count(*) AS sessions
  FROM pg_stat_activity AS a
 WHERE a.datname = current_database()
   AND a.pid <> pg_backend_pid()
   AND a.usesysid IS NOT NULL
   AND a.application_name NOT LIKE 'litellm-dba/%'
   AND a.application_name !~* '^(psql|pg_dump|pg_restore|pgadmin|dbeaver|datagrip)'
   AND (a.application_name ILIKE '%prisma%'
        OR a.usesysid = (SELECT relowner FROM pg_class
                          WHERE oid = '"LiteLLM_UserTable"'::regclass))
 GROUP BY a.usename, a.application_name
 ORDER BY a.usename, a.application_name COLLATE "C";
