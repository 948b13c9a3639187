-- A range of pages and of time, of the chosen teams, users, keys, models or status.
--
-- :first_page  tid        the first place
-- :last_page   tid        the first place behind the range
-- :from        timestamp  the first instant
-- :to          timestamp  the first instant behind the range
-- :teams       text[]     team ids; NULL: all
-- :users       text[]     user ids; NULL: all
-- :keys        text[]     hashes of keys; NULL: all
-- :models      text[]     models; NULL: all
-- :statuses    text[]     success, failure; NULL: all
-- sample   table=LiteLLM_SpendLogs time=startTime columns=request_id,startTime
-- needs    LiteLLM_SpendLogs.startTime

l.ctid >= :'first_page'::tid
AND l.ctid < :'last_page'::tid
AND l.:"time" >= :'from'::timestamp
AND l.:"time" < :'to'::timestamp
AND (
     :include chosen_requests
    )
