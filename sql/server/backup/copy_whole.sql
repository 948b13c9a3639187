-- The rows of a table as they lie there.
--
-- :since  text  where only rows of that time on are wanted; else NULL
-- returns  :columns
-- reads
-- sample   columns=team_id,members schema=live table=LiteLLM_TeamTable kept=blocked
-- needs    PostgreSQL 13

COPY (SELECT :"columns"
        FROM :"schema".:"table"
       WHERE :"kept") TO STDOUT (FORMAT csv);
