-- How many there are of what people manage. Exact: these tables are small beside the logs.
--
-- returns  teams int8, keys int8, organisations int8, models int8, budgets int8, customers int8
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_TeamTable, LiteLLM_VerificationToken, LiteLLM_OrganizationTable,
--          LiteLLM_ProxyModelTable, LiteLLM_BudgetTable, LiteLLM_EndUserTable

SELECT (SELECT count(*) FROM "LiteLLM_TeamTable") AS teams,
       (SELECT count(*) FROM "LiteLLM_VerificationToken") AS keys,
       (SELECT count(*) FROM "LiteLLM_OrganizationTable") AS organisations,
       (SELECT count(*) FROM "LiteLLM_ProxyModelTable") AS models,
       (SELECT count(*) FROM "LiteLLM_BudgetTable") AS budgets,
       (SELECT count(*) FROM "LiteLLM_EndUserTable") AS customers;
