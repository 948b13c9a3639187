-- A range of time, found through the index.
--
-- :from    timestamp  the first instant
-- :to      timestamp  the first instant behind the range
-- sample   table=LiteLLM_SpendLogs time=startTime columns=request_id,startTime
-- needs    LiteLLM_SpendLogs.startTime

l.:"time" >= :'from'::timestamp
AND l.:"time" < :'to'::timestamp
