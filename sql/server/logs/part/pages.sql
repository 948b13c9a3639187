-- A range of pages and of time.
--
-- :first_page  tid        the first place
-- :last_page   tid        the first place behind the range
-- :from        timestamp  the first instant
-- :to          timestamp  the first instant behind the range
-- sample   table=LiteLLM_SpendLogs time=startTime columns=request_id,startTime
-- needs    LiteLLM_SpendLogs.startTime

l.ctid >= :'first_page'::tid
AND l.ctid < :'last_page'::tid
AND l.:"time" >= :'from'::timestamp
AND l.:"time" < :'to'::timestamp
