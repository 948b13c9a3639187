-- A range of pages and of time, where the time is seconds since 1970.
--
-- :first_page  tid        the first place
-- :last_page   tid        the first place behind the range
-- :from        timestamp  the first instant
-- :to          timestamp  the first instant behind the range
-- sample   table=LiteLLM_AutoRouterBaselineObservation time=started_at columns=request_id
-- needs    LiteLLM_AutoRouterBaselineObservation.started_at

l.ctid >= :'first_page'::tid
AND l.ctid < :'last_page'::tid
AND l.:"time" >= extract(epoch FROM :'from'::timestamp)
AND l.:"time" < extract(epoch FROM :'to'::timestamp)
