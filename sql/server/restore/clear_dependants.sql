-- Lets go of rows that the staged set has not: the column that refers to them becomes NULL.
--
-- sample   stage=rows table=LiteLLM_VerificationToken key=token column=budget_id parent=LiteLLM_BudgetTable parent_key=budget_id parent_columns=budget_id
-- returns  :key, old text, new text
-- writes
-- needs    PostgreSQL 13

UPDATE :"table" AS child
   SET :"column" = NULL
  FROM (SELECT live.:"parent_columns"
          FROM :"parent" AS live
         WHERE NOT EXISTS (SELECT FROM pg_temp.staged AS staged
                            WHERE ROW(staged.:"parent_key") = ROW(live.:"parent_key")))
           AS surplus (parent)
 WHERE child.:"column" = surplus.parent
RETURNING child.:"key", surplus.parent::text AS "old", child.:"column"::text AS "new";
