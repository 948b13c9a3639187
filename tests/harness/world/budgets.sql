-- Budgets, object permissions, model aliases, organisations, customers and tags.

CREATE TEMP TABLE stage_budget AS
SELECT b.*, 'alice' AS created_by, 'alice' AS updated_by
  FROM (VALUES ('budget-org',     1000.0::float8, '30d',  NULL::text, NULL::text),
               ('budget-org-2',      0.0,         NULL,   NULL, NULL),
               ('budget-member',    25.5,         '1mo',  NULL, NULL),
               ('budget-key',        0.1,         '24h',  NULL, NULL),
               ('budget-customer', NULL,          NULL,   NULL, NULL),
               -- named in one place only, each in another kind of place
               ('budget-of-org-member',   1, NULL, NULL, NULL),
               ('budget-in-metadata',     2, '7d', NULL, NULL),
               ('budget-in-config',       3, NULL, NULL, NULL),
               ('budget-of-tag',          4, NULL, 'LiteLLM_TagTable', NULL),
               ('budget-of-deleted-key',  5, NULL, 'LiteLLM_DeletedVerificationToken', NULL),
               ('budget-of-project',      6, NULL, 'LiteLLM_ProjectTable', NULL),
               ('budget-of-access-group', 7, NULL, 'LiteLLM_ModelAccessGroupBudgetTable', NULL),
               -- named nowhere
               ('budget-spare, "nine"',   8, NULL, NULL, 'budget-unreferenced')
       ) AS b (budget_id, max_budget, budget_duration, _needs, _class)
 UNION ALL
SELECT 'budget-spare-' || n, n, '30d', NULL, 'budget-unreferenced', 'alice', 'alice'
  FROM generate_series(1, 8) n;
SELECT pg_temp.pour('stage_budget', 'LiteLLM_BudgetTable') \gset ignored_

CREATE TEMP TABLE stage_permission AS
SELECT p.*, ARRAY['mcp-1', 'mcp, "two"'] AS mcp_servers, '{}'::text[] AS vector_stores,
       NULL::text[] AS mcp_access_groups, '{"mcp-1": ["search"]}'::jsonb AS mcp_tool_permissions
  FROM (VALUES ('permission-team', NULL::text, NULL::text),
               ('permission-user', NULL, NULL),
               ('permission-key', NULL, NULL),
               ('permission-org', NULL, NULL),
               ('permission-customer', 'LiteLLM_EndUserTable.object_permission_id', NULL),
               ('permission-project', 'LiteLLM_ProjectTable.object_permission_id', NULL),
               ('permission-agent', 'LiteLLM_AgentsTable.object_permission_id', NULL),
               ('permission-deleted-key', 'LiteLLM_DeletedVerificationToken', NULL),
               ('permission-spare-1', NULL, 'permission-unreferenced'),
               ('permission-spare-2', NULL, 'permission-unreferenced')
       ) AS p (object_permission_id, _needs, _class);
SELECT pg_temp.pour('stage_permission', 'LiteLLM_ObjectPermissionTable') \gset ignored_

CREATE TEMP TABLE stage_alias AS
SELECT a.*, 'alice' AS created_by, 'alice' AS updated_by
  FROM (VALUES (1, '{"fast": "gpt-4o-mini"}'::jsonb, NULL::text),
               (2, '{"gone": "gpt-3.5"}', 'alias-unreferenced'),
               (3, NULL, NULL)) AS a (id, aliases, _class);
SELECT pg_temp.pour('stage_alias', 'LiteLLM_ModelTable') \gset ignored_
SELECT setval('"LiteLLM_ModelTable_id_seq"', 3) \gset ignored_

CREATE TEMP TABLE stage_organization AS
SELECT o.*, 'alice' AS created_by, 'alice' AS updated_by
  FROM (VALUES ('org-north', 'North, "Ltd"', 'budget-org', ARRAY['gpt-4o', 'a, "b"'],
                'permission-org'),
               ('org-south', 'Süd GmbH', 'budget-org-2', '{}', NULL),
               ('org-empty', E'nobody''s\norganisation', 'budget-org-2', NULL, NULL)
       ) AS o (organization_id, organization_alias, budget_id, models, object_permission_id);
SELECT pg_temp.pour('stage_organization', 'LiteLLM_OrganizationTable') \gset ignored_

CREATE TEMP TABLE stage_customer AS
SELECT *
  FROM (VALUES ('customer-1', 'Customer 1', 'budget-customer', 'permission-customer', false),
               ('customer, "two"', E'O''Neill\n& Sons', NULL, NULL, false),
               ('  customer 3 ', NULL, NULL, NULL, true),
               ('клиент-4', '100%', 'budget-customer', NULL, false)
       ) AS c (user_id, alias, budget_id, object_permission_id, blocked);
SELECT pg_temp.pour('stage_customer', 'LiteLLM_EndUserTable') \gset ignored_

CREATE TEMP TABLE stage_tag AS
SELECT *
  FROM (VALUES ('prod', 'what earns money', ARRAY['gpt-4o'], 'budget-of-tag', 'alice'),
               ('a, "tag"', NULL, NULL, NULL, 'default_user_id'),
               ('50%', '', '{}', NULL, NULL)
       ) AS t (tag_name, description, models, budget_id, created_by);
SELECT pg_temp.pour('stage_tag', 'LiteLLM_TagTable') \gset ignored_
