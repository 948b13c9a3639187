-- Credentials for MCP servers of users who are gone.
--
-- :protected_users  text[]  users that need no row
-- returns  table_name text, user_id text, server_id text, updated_at timestamp, id text
-- table    LiteLLM_MCPUserCredentials
-- key      id
-- hidden   id
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_MCPUserCredentials.id, LiteLLM_MCPUserCredentials.server_id
-- needs    LiteLLM_MCPUserCredentials.updated_at, LiteLLM_MCPUserCredentials.user_id
-- needs    LiteLLM_UserTable.user_id

SELECT 'LiteLLM_MCPUserCredentials' AS table_name, s.user_id, s.server_id, s.updated_at, s.id
  FROM "LiteLLM_MCPUserCredentials" AS s
 WHERE s.user_id <> ALL (:'protected_users'::text[])
   AND NOT EXISTS (SELECT FROM "LiteLLM_UserTable" AS u WHERE u.user_id = s.user_id)
