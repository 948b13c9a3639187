-- Object permissions of those ids that nothing names but rows of these users which go.
--
-- :ids     text[]  the permissions in question
-- :users   text[]  whose rows do not count, in the tables where they go
-- sample   table=LiteLLM_ObjectPermissionTable key=object_permission_id
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_ObjectPermissionTable

SELECT t.*
  FROM :"table" AS t
 WHERE t.object_permission_id = ANY (:'ids'::text[])
   AND :'users'::text[] IS NOT NULL
   AND NOT EXISTS (SELECT FROM :"table" AS r WHERE r.:"column" = t.object_permission_id)  -- each permission reference
   AND NOT EXISTS (SELECT FROM :"table" AS r WHERE r.:"column" = t.object_permission_id AND (r.user_id IS NULL OR r.user_id <> ALL (:'users'::text[])))  -- each owned reference
