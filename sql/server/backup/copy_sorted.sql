-- The rows of a small table, in an order that depends on nothing but themselves.
--
-- :since  text  where only rows of that time on are wanted; else NULL
-- returns  :columns
-- reads
-- sample   columns=team_id,members schema=live table=LiteLLM_TeamTable kept=blocked order=team_id
-- needs    PostgreSQL 13

COPY (SELECT :"columns"
        FROM :"schema".:"table"
       WHERE :"kept"
       ORDER BY :"order") TO STDOUT (FORMAT csv);
