-- How many rows of a table refer to rows of another that the staged set has not.
--
-- sample   stage=rows table=LiteLLM_VerificationToken columns=budget_id parent=LiteLLM_BudgetTable parent_key=budget_id parent_columns=budget_id
-- returns  dependants int8
-- reads
-- needs    PostgreSQL 13

SELECT count(*) AS dependants
  FROM :"table" AS child
  JOIN :"parent" AS live ON ROW(child.:"columns") = ROW(live.:"parent_columns")
 WHERE NOT EXISTS (SELECT FROM pg_temp.staged AS staged
                    WHERE ROW(staged.:"parent_key") = ROW(live.:"parent_key"));
