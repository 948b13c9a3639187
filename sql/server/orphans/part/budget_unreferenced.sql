-- Budgets that nothing names: no row, no team's metadata, no stored setting.
--
-- returns  budget_id text, max_budget float8, budget_duration text, created_by text,
--          created_at timestamp
-- table    LiteLLM_BudgetTable
-- key      budget_id
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_BudgetTable.budget_duration, LiteLLM_BudgetTable.budget_id
-- needs    LiteLLM_BudgetTable.created_at, LiteLLM_BudgetTable.created_by
-- needs    LiteLLM_BudgetTable.max_budget
-- needs    LiteLLM_Config.param_value
-- needs    LiteLLM_TeamTable.metadata
--
-- A setting is searched as text, whatever its shape; quotes and backslashes are taken out on both
-- sides, for JSON within a JSON string doubles them. LiteLLM's own settings file, which may also
-- name a budget, cannot be seen from here.

SELECT b.budget_id, b.max_budget, b.budget_duration, b.created_by, b.created_at
  FROM (SELECT b.budget_id, b.max_budget, b.budget_duration, b.created_by, b.created_at
          FROM "LiteLLM_BudgetTable" AS b
         WHERE TRUE
           AND NOT EXISTS (SELECT FROM :"table" AS r WHERE r.:"column" = b.budget_id)  -- each budget reference
           AND NOT EXISTS (SELECT FROM "LiteLLM_TeamTable" AS t
                            WHERE t.metadata ->> 'team_member_budget_id' = b.budget_id)
        OFFSET 0) AS b
 WHERE strpos((SELECT coalesce(string_agg(translate(c.param_value::text, '"\', ''), ' '), '')
                 FROM "LiteLLM_Config" AS c),
              translate(b.budget_id, '"\', '')) = 0
