-- The rows of some pages of a table, as they lie there: a share of a large one.
--
-- :from   text  the place where the pages begin
-- :until  text  the place where they end
-- :since  text  where only rows of that time on are wanted; else NULL
-- returns  :columns
-- reads
-- sample   columns=team_id,members schema=live table=LiteLLM_TeamTable kept=blocked
-- needs    PostgreSQL 14

COPY (SELECT :"columns"
        FROM :"schema".:"table"
       WHERE :"kept"
         AND ctid >= :'from'::tid
         AND ctid < :'until'::tid) TO STDOUT (FORMAT csv);
