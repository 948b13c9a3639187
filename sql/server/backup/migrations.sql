-- What Prisma has noted about the schema.
--
-- returns  name text, checksum text, finished text, rolled_back text
-- reads
-- needs    PostgreSQL 13
-- needs    _prisma_migrations, _prisma_migrations.migration_name, _prisma_migrations.checksum,
--          _prisma_migrations.finished_at, _prisma_migrations.rolled_back_at

SELECT migration_name::text AS name,
       checksum::text AS checksum,
       (finished_at AT TIME ZONE 'UTC')::text AS finished,
       (rolled_back_at AT TIME ZONE 'UTC')::text AS rolled_back
  FROM "_prisma_migrations"
 ORDER BY started_at, migration_name COLLATE "C";
