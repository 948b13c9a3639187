-- Model aliases that no team uses any more.
--
-- returns  id int4, aliases jsonb, created_by text, created_at timestamp
-- table    LiteLLM_ModelTable
-- key      id
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_ModelTable.aliases, LiteLLM_ModelTable.created_at
-- needs    LiteLLM_ModelTable.created_by, LiteLLM_ModelTable.id
-- needs    LiteLLM_TeamTable.model_id

SELECT a.id, a.aliases, a.created_by, a.created_at
  FROM "LiteLLM_ModelTable" AS a
 WHERE NOT EXISTS (SELECT FROM "LiteLLM_TeamTable" AS t WHERE t.model_id = a.id)
