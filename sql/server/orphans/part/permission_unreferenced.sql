-- Object permissions that no row names.
--
-- returns  object_permission_id text, mcp_servers text[], mcp_access_groups text[],
--          vector_stores text[]
-- table    LiteLLM_ObjectPermissionTable
-- key      object_permission_id
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_ObjectPermissionTable.mcp_access_groups
-- needs    LiteLLM_ObjectPermissionTable.mcp_servers
-- needs    LiteLLM_ObjectPermissionTable.object_permission_id
-- needs    LiteLLM_ObjectPermissionTable.vector_stores
--          LiteLLM_ObjectPermissionTable.mcp_access_groups,
--          LiteLLM_ObjectPermissionTable.vector_stores

SELECT p.object_permission_id, p.mcp_servers, p.mcp_access_groups, p.vector_stores
  FROM "LiteLLM_ObjectPermissionTable" AS p
 WHERE TRUE
   AND NOT EXISTS (SELECT FROM :"table" AS r WHERE r.:"column" = p.object_permission_id)  -- each permission reference
