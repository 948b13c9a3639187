-- Whose database this is, how far its schema goes, and whether it holds anything.
--
-- returns  application int8, version int8, object_count int8
-- reads
SELECT (SELECT application_id FROM pragma_application_id) AS application,
       (SELECT user_version FROM pragma_user_version) AS version,
       (SELECT count(*) FROM sqlite_schema) AS object_count;
