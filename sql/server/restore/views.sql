-- How many of LiteLLM's eight views are there. It makes them when it starts, and only as long as
-- LiteLLM_SpendLogs looks as if it had never had a row. 1.53 wrote one of them in small letters.
--
-- :schema  text  where LiteLLM's tables are
-- returns  views int8
-- reads
-- needs    PostgreSQL 13

SELECT count(DISTINCT lower(relname)) AS views
  FROM pg_class
 WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = :'schema'::text)
   AND relkind IN ('v', 'm')
   AND relname IN ('LiteLLM_VerificationTokenView', 'MonthlyGlobalSpend', 'MonthlyGlobalSpendPerKey',
                   'MonthlyGlobalSpendPerUserPerKey', 'Last30dKeysBySpend', 'Last30dModelsBySpend',
                   'Last30dTopEndUsersSpend', 'DailyTagSpend', 'dailytagspend');
