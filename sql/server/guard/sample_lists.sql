-- Of which kind the ids are that a text[] column seems to hold, if any: the likeliest first.
--
-- returns  kind text, sampled int8, matching int8, share float8
-- sample   table=LiteLLM_UserTable column=teams
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_UserTable, LiteLLM_TeamTable, LiteLLM_VerificationToken,
--          LiteLLM_OrganizationTable, LiteLLM_BudgetTable
--
-- At most 1000 values of the first 100,000 rows: a large table is not read to its end, not even
-- when the column is empty.

WITH sampled AS MATERIALIZED (
    SELECT DISTINCT value
      FROM (SELECT value
              FROM (SELECT :"column" AS list FROM :"table" LIMIT 100000) AS r
             CROSS JOIN LATERAL unnest(r.list) AS e (value)
             WHERE value <> ''
             LIMIT 1000) AS s
), matched AS (
    SELECT 'user' AS kind, count(*) AS matching
      FROM sampled JOIN "LiteLLM_UserTable" ON user_id = value
    UNION ALL
    SELECT 'team', count(*) FROM sampled JOIN "LiteLLM_TeamTable" ON team_id = value
    UNION ALL
    SELECT 'key', count(*) FROM sampled JOIN "LiteLLM_VerificationToken" ON token = value
    UNION ALL
    SELECT 'organisation', count(*)
      FROM sampled JOIN "LiteLLM_OrganizationTable" ON organization_id = value
    UNION ALL
    SELECT 'budget', count(*) FROM sampled JOIN "LiteLLM_BudgetTable" ON budget_id = value
    UNION ALL  -- when LiteLLM_ObjectPermissionTable
    SELECT 'permission', count(*) FROM sampled JOIN "LiteLLM_ObjectPermissionTable" ON object_permission_id = value  -- when LiteLLM_ObjectPermissionTable
    UNION ALL  -- when LiteLLM_ProjectTable
    SELECT 'project', count(*) FROM sampled JOIN "LiteLLM_ProjectTable" ON project_id = value  -- when LiteLLM_ProjectTable
)
SELECT m.kind, s.sampled, m.matching, m.matching::float8 / s.sampled AS share
  FROM matched AS m
 CROSS JOIN (SELECT count(*) AS sampled FROM sampled) AS s
 WHERE m.matching > 0
 ORDER BY m.matching DESC, m.kind;
