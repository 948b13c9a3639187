-- Models that were added for one team, which is gone.
--
-- :protected_teams  text[]  teams that need no row
-- returns  model_id text, model_name text, team_id text, created_by text, created_at timestamp
-- table    LiteLLM_ProxyModelTable
-- key      model_id
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_ProxyModelTable.created_at, LiteLLM_ProxyModelTable.created_by
-- needs    LiteLLM_ProxyModelTable.model_id, LiteLLM_ProxyModelTable.model_info
-- needs    LiteLLM_ProxyModelTable.model_name
-- needs    LiteLLM_TeamTable.team_id

SELECT m.model_id, m.model_name, m.model_info ->> 'team_id' AS team_id, m.created_by, m.created_at
  FROM "LiteLLM_ProxyModelTable" AS m
 WHERE m.model_info ->> 'team_id' <> ALL (:'protected_teams'::text[])
   AND NOT EXISTS (SELECT FROM "LiteLLM_TeamTable" AS t WHERE t.team_id = m.model_info ->> 'team_id')
