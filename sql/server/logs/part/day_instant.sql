-- Some rows of one day.
--
-- :from    text  the day
-- :limit   int8  how many rows at most
-- sample   table=LiteLLM_DailyUserSpend time=date columns=id
-- needs    LiteLLM_DailyUserSpend.date

l.:"time" = :'from'::text
AND l.ctid = ANY (ARRAY(SELECT few.ctid
                          FROM :"table" AS few
                         WHERE few.:"time" = :'from'::text
                         LIMIT :'limit'::int8))
