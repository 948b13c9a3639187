-- The organisations a user is a member of.
--
-- :ids     text[]  the user
-- returns  organization_id text, organization_alias text, user_role text, spend float8,
--          budget_id text
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_OrganizationMembership.user_role, LiteLLM_OrganizationMembership.spend,
--          LiteLLM_OrganizationMembership.budget_id, LiteLLM_OrganizationTable.organization_alias

SELECT m.organization_id, o.organization_alias, m.user_role, m.spend, m.budget_id
  FROM "LiteLLM_OrganizationMembership" AS m
  LEFT JOIN "LiteLLM_OrganizationTable" AS o ON o.organization_id = m.organization_id
 WHERE m.user_id = ANY (:'ids'::text[])
 ORDER BY m.organization_id;
