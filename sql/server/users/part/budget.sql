-- Budgets of those ids that nothing names but rows of these users which go.
--
-- :ids     text[]  the budgets in question
-- :users   text[]  whose rows do not count, in the tables where they go
-- sample   table=LiteLLM_BudgetTable key=budget_id
-- reads
-- needs    PostgreSQL 13
-- needs    LiteLLM_TeamTable.metadata, LiteLLM_Config.param_value
--
-- A setting is searched as text, whatever its shape, without quotes and backslashes on both sides.

SELECT t.*
  FROM :"table" AS t
 WHERE t.budget_id = ANY (:'ids'::text[])
   AND :'users'::text[] IS NOT NULL
   AND NOT EXISTS (SELECT FROM :"table" AS r WHERE r.:"column" = t.budget_id)  -- each budget reference
   AND NOT EXISTS (SELECT FROM :"table" AS r WHERE r.:"column" = t.budget_id AND (r.user_id IS NULL OR r.user_id <> ALL (:'users'::text[])))  -- each owned reference
   AND NOT EXISTS (SELECT FROM "LiteLLM_TeamTable" AS m
                    WHERE m.metadata ->> 'team_member_budget_id' = t.budget_id)
   AND strpos((SELECT coalesce(string_agg(translate(c.param_value::text, '"\', ''), ' '), '')
                 FROM "LiteLLM_Config" AS c),
              translate(t.budget_id, '"\', '')) = 0
