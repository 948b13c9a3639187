-- How long the windows of budgets are, each length once: "30d", "1mo".
--
-- returns  length text
-- reads
-- needs    PostgreSQL 13
--
-- Newer versions count a window's spend again from the log when the counter in memory is lost.

SELECT DISTINCT w.length
  FROM (SELECT budget_duration AS length FROM "LiteLLM_BudgetTable"
        UNION SELECT budget_duration FROM "LiteLLM_TeamTable"
        UNION SELECT budget_duration FROM "LiteLLM_UserTable"
        UNION SELECT budget_duration FROM "LiteLLM_VerificationToken"
        UNION SELECT window_duration FROM "LiteLLM_BudgetWindowSpend"  -- when LiteLLM_BudgetWindowSpend.window_duration
        UNION SELECT j.item ->> 'budget_duration' FROM "LiteLLM_TeamTable" AS t CROSS JOIN jsonb_array_elements(CASE WHEN jsonb_typeof(t.budget_limits) = 'array' THEN t.budget_limits ELSE '[]' END) AS j (item)  -- when LiteLLM_TeamTable.budget_limits
        UNION SELECT j.item ->> 'budget_duration' FROM "LiteLLM_VerificationToken" AS k CROSS JOIN jsonb_array_elements(CASE WHEN jsonb_typeof(k.budget_limits) = 'array' THEN k.budget_limits ELSE '[]' END) AS j (item)  -- when LiteLLM_VerificationToken.budget_limits
       ) AS w
 WHERE w.length IS NOT NULL
 ORDER BY w.length;
