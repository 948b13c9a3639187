-- A range of days that are text.
--
-- :from    text  the first day
-- :to      text  the first day behind the range
-- sample   table=LiteLLM_DailyUserSpend time=date columns=id
-- needs    LiteLLM_DailyUserSpend.date

l.:"time" >= :'from'::text
AND l.:"time" < :'to'::text
